using Upshot.Plan;

namespace Upshot.Decide.Journeys;

/// <summary>What became of a step in one run of an operation.</summary>
/// <param name="Spans">All spans that are the step and stand under what the plan says, the earliest first; empty: it is missing, or stands elsewhere.</param>
/// <param name="Elsewhere">The first span that would be the step if it did not stand under <paramref name="FoundUnder"/>; null where there is none, or the step is there.</param>
internal sealed record StepFound<T>(JourneyStep Step, IReadOnlyList<T> Spans, T? Elsewhere, string FoundUnder)
    where T : class;

/// <summary>Which spans of a trace are the steps of a journey, in whatever form spans come.</summary>
internal sealed class StepSearch<T>(Func<SpanSelector, T, bool> matches, Func<T, T?> parent, Func<T, long> start)
    where T : class
{
    private const string Entry = "the entry", Nowhere = "no step of the journey";

    /// <param name="spans">All that may belong to the run; what is above them is asked of <c>parent</c>.</param>
    public IReadOnlyList<StepFound<T>> Find(Journey journey, T entry, IEnumerable<T> spans)
    {
        var all = spans.Where(s => !ReferenceEquals(s, entry)).ToList();
        var matching = journey.Steps.ToDictionary(step => step.Name, step => all.Where(s => matches(step.Match, s)).ToHashSet<T>(ReferenceEqualityComparer.Instance));
        return [.. journey.Steps.Select(step =>
        {
            var (wanted, known) = (step.Under ?? Entry, new Dictionary<T, string>(ReferenceEqualityComparer.Instance));
            var candidates = matching[step.Name].OrderBy(start).Select(s => (Span: s, Under: NearestStep(s, step, known))).ToList();
            var right = candidates.Where(c => c.Under == wanted).Select(c => c.Span).ToList();
            return right.Count > 0 || candidates.Count == 0 ? new StepFound<T>(step, right, null, "") : new StepFound<T>(step, [], candidates[0].Span, candidates[0].Under);
        })];

        // Spans between two steps, such as that of the HTTP client, do not count. What was found on the way up is known to whoever comes by again.
        string NearestStep(T span, JourneyStep step, Dictionary<T, string> known)
        {
            var (way, on) = (new List<T>(), new HashSet<T>(ReferenceEqualityComparer.Instance));
            var found = Nowhere;
            for (var at = span; on.Add(at);)
            {
                if (known.TryGetValue(at, out var earlier))
                {
                    found = earlier;
                    break;
                }

                way.Add(at);
                if (parent(at) is not { } above)
                {
                    break;
                }

                if (ReferenceEquals(above, entry))
                {
                    found = Entry;
                    break;
                }

                if (journey.Steps.FirstOrDefault(s => s != step && matching[s.Name].Contains(above)) is { } other)
                {
                    found = other.Name;
                    break;
                }

                at = above;
            }

            way.ForEach(w => known[w] = found);
            return found;
        }
    }
}
