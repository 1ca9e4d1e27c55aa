using Upshot.Decide.Comparison.Versions;
using Upshot.Evidence;
using Upshot.Observe.Stores.Questions;

namespace Upshot.Answers.Comparisons;

/// <summary>A feature flag as an experiment: one variant against another, on every operation whose requests evaluated it.</summary>
internal static class FlagAnswer
{
    private static readonly TimeSpan Most = TimeSpan.FromDays(14);
    private const int Blocks = 60;

    /// <summary>The part of the requests whose user may be unknown.</summary>
    private const double MostUnknown = 0.05;

    /// <exception cref="QuestionException">Nothing evaluated the flag, or not with these variants.</exception>
    public static async Task<IReadOnlyList<OperationQuestion>> QuestionsAsync(
        AnswerService asked, CompareQuestion question, string flag, string first, string second, Func<string, IReadOnlyList<MeasureQuestion>> measures, CancellationToken cancellation)
    {
        var (off, on) = FlagVariants.IsOff(second) && !FlagVariants.IsOff(first) ? (second, first) : (first, second);
        var within = question.Within(asked.Always);
        var lives = (await asked.AskAsync(new LifeQuestion(within), cancellation)).Where(l =>
            (question.Operation ?? l.Operation) == l.Operation && (question.Service ?? l.Service) == l.Service && (question.Environment ?? l.Environment) == l.Environment).ToList();
        var (found, variants) = (new List<OperationQuestion>(), new HashSet<string>(StringComparer.Ordinal));
        foreach (var operation in lives.GroupBy(l => (l.Service, l.Environment, l.Operation)))
        {
            var (from, to) = (operation.Min(l => l.From), operation.Max(l => l.To));
            from = to - from > Most ? to - Most : from;
            var block = TimeSpan.FromSeconds(Math.Max(1, Math.Floor((to - from).TotalSeconds / Blocks)));
            var asking = new FlagQuestion(flag, operation.Key.Operation, operation.Key.Service, operation.Key.Environment, new(from, to), block);
            var arms = await asked.AskAsync(asking, cancellation);
            variants.UnionWith(arms.Select(a => a.Version));
            if (arms.FirstOrDefault(a => a.Version == off) is { } before && arms.FirstOrDefault(a => a.Version == on) is { } after)
            {
                var users = await asked.AskAsync(asking with { ByUser = true }, cancellation);
                var evidence = new ComparisonEvidence(before, after) { IsFlag = true, Users = Known([users.First(a => a.Version == off), users.First(a => a.Version == on)]) };
                found.Add(new(operation.Key.Service, operation.Key.Environment, operation.Key.Operation, evidence, measures(operation.Key.Operation), []));
            }
        }

        return found.Count > 0 ? found
            : throw new QuestionException(variants.Count == 0
                ? $"No request evaluated the flag \"{flag}\". Evaluations are read from feature_flag.key and feature_flag.result.variant on spans, their events or log records."
                : $"No operation saw both {off} and {on} of \"{flag}\". Variants seen: {string.Join(", ", variants.Order(StringComparer.Ordinal))}.");
    }

    // None where too many requests came without saying for whom: those that did may be others than the rest.
    private static IReadOnlyList<ArmEvidence> Known(IReadOnlyList<ArmEvidence> users)
    {
        IReadOnlyList<ArmEvidence> known = [.. users.Select(a => a with { Replicates = [.. a.Replicates.Where(r => FlagQuestion.IsGroup(r.Instance))] })];
        return known.Sum(Requests) >= (1 - MostUnknown) * users.Sum(Requests) ? known : [];

        static double Requests(ArmEvidence arm) => arm.Replicates.Sum(r => (double)r.Count);
    }
}
