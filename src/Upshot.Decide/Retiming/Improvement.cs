using Upshot.Decide.CriticalPaths;
using Upshot.Evidence;

namespace Upshot.Decide.Retiming;

/// <summary>A change that would be worth making, with what re-timing says it brings.</summary>
public sealed record Improvement(TraceEdit Edit, Prediction Prediction)
{
    /// <summary>Nanoseconds less at the quantile asked for.</summary>
    public double Gain => Prediction.Before - Prediction.After.Value;

    /// <summary>How much of a gain counts when changes are put in order: whether calls need each other's answers, and how many of them a cache can spare, traces cannot say.</summary>
    public double Sureness => Edit.Kind switch
    {
        EditKind.Parallel => 0.8,
        EditKind.Cache => 0.9,
        _ => 1,
    };
}

/// <summary>Finds in sampled traces what could be made otherwise: calls made faster, calls side by side, repeated calls as one or spared, fewer attempts.</summary>
public static class Improvements
{
    private const double LeastShare = 0.03;
    private const int MostTried = 40;
    private const int MostNamed = 15;

    // What people manage when they look at a slow piece of code or a query.
    private const double UsualSpeedUp = 0.3;
    private const double UsualHits = 0.8;

    public static IReadOnlyList<Improvement> Of(IReadOnlyList<TraceEvidence> traces, double quantile, double? limitNanos, int seed = 1)
    {
        var order = SiblingOrder.Of(traces);
        var candidates = Candidates(traces).Take(MostTried).ToList();
        return [.. candidates.Select(c => new Improvement(c, Prediction.Of(traces, [c], quantile, limitNanos, order, seed))).Where(i => i.Prediction.Touched > 0 && (i.Gain > 0 || i.Prediction.Good.Value > 0))
            .OrderByDescending(i => double.IsFinite(i.Prediction.Good.Value) ? Math.Round(i.Sureness * i.Prediction.Good.Value, 3) : 0).ThenByDescending(i => i.Sureness * i.Gain).ThenBy(i => i.Edit.ToString(), StringComparer.Ordinal).Take(MostNamed)];
    }

    private static IEnumerable<TraceEdit> Candidates(IReadOnlyList<TraceEvidence> traces)
    {
        var seen = new Dictionary<string, Seen>(StringComparer.Ordinal);
        double whole = 0;
        foreach (var trace in traces)
        {
            if (CriticalPath.Of(trace) is not { } critical)
            {
                continue;
            }

            whole += trace.Weight * critical.Root.DurationNanos;
            Look(critical, trace.Weight, seen);
        }

        return seen.Values.Where(s => s.Critical >= LeastShare * whole).OrderByDescending(s => s.Critical).SelectMany(s => s.Edits());
    }

    private static void Look(CriticalPath critical, double weight, Dictionary<string, Seen> seen)
    {
        var paths = new List<string>[critical.Steps.Count];
        var below = new double[critical.Steps.Count];
        for (var i = critical.Steps.Count - 1; i >= 0; i--)
        {
            below[i] += critical.Steps[i].ExclusiveNanos;
            if (critical.Steps[i].Parent >= 0)
            {
                below[critical.Steps[i].Parent] += below[i];
            }
        }

        var callees = Enumerable.Repeat("", critical.Steps.Count).ToArray();
        for (var i = 0; i < paths.Length; i++)
        {
            var step = critical.Steps[i];
            if (step.Parent >= 0 && step.Span.Service != critical.Steps[step.Parent].Span.Service)
            {
                callees[step.Parent] = TraceEdit.Plain(step.Span);
            }

            paths[i] = step.Parent < 0 ? [TraceEdit.Plain(step.Span)] : [.. paths[step.Parent], TraceEdit.Plain(step.Span)];
            var key = string.Join(" > ", paths[i]);
            if (!seen.TryGetValue(key, out var found))
            {
                seen.Add(key, found = new Seen(paths[i], IsRoot: step.Parent < 0));
            }

            found.Critical += weight * below[i];
            found.Own += weight * step.ExclusiveNanos;
            found.Calls += weight;
            found.Failed += step.Span.IsError ? weight : 0;
        }

        // Critical calls under one caller follow each other: that is what could be done at once, or side by side.
        foreach (var siblings in Enumerable.Range(1, paths.Length - 1).GroupBy(i => critical.Steps[i].Parent))
        {
            var caller = seen[string.Join(" > ", paths[siblings.Key])];
            var names = siblings.GroupBy(i => paths[i][^1]).ToList();
            caller.Serial += names.Count > 1 || names[0].Count() > 1 ? weight : 0;
            foreach (var same in names.SelectMany(n => SameCalls.Of([.. n.OrderBy(i => critical.Steps[i].Span.StartNanos)], i => callees[i])).Where(s => s.Count > 1))
            {
                var repeated = seen[string.Join(" > ", paths[same[0]])];
                repeated.Repeated += same.Exists(i => critical.Steps[i].Span.IsError) ? 0 : weight;
                repeated.Retried += same.Exists(i => critical.Steps[i].Span.IsError) ? weight : 0;
            }
        }
    }

    private sealed record Seen(List<string> Path, bool IsRoot)
    {
        public double Critical { get; set; }
        public double Own { get; set; }
        public double Calls { get; set; }
        public double Failed { get; set; }
        public double Serial { get; set; }
        public double Repeated { get; set; }
        public double Retried { get; set; }

        public IEnumerable<TraceEdit> Edits()
        {
            if (Repeated > 0)
            {
                yield return new TraceEdit(Path, EditKind.Batch);
                yield return new TraceEdit(Path, EditKind.Cache, UsualHits);
            }

            if (Retried > 0)
            {
                yield return new TraceEdit(Path, EditKind.Retries, 0);
            }

            if (Serial > 0)
            {
                yield return new TraceEdit(Path, EditKind.Parallel);
            }

            if (!IsRoot && Own > 0.5 * Critical)
            {
                yield return new TraceEdit(Path, EditKind.Faster, UsualSpeedUp);
            }
        }
    }
}
