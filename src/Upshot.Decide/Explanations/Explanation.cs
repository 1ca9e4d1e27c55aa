using Upshot.Decide.Comparison;
using Upshot.Decide.CriticalPaths;
using Upshot.Evidence;

namespace Upshot.Decide.Explanations;

/// <summary>A call path and what it takes in a request of each arm, on average.</summary>
/// <param name="Index">Its place in <see cref="Explanation.Paths"/>.</param>
/// <param name="Parent">Index of the path it is called from; −1 at the root.</param>
/// <param name="Name">"[service] operation".</param>
/// <param name="BaselineNanos">Exclusive critical time.</param>
/// <param name="BaselineCalls">Calls in a request, whether critical or not.</param>
/// <param name="Share">Its part of the whole difference; NaN when there is none.</param>
/// <param name="Interval">
/// 95 % interval of the difference, for the paths that changed most. Where traces name their processes it rests on processes and blocks of time, and holds for all
/// paths that have one together; otherwise on blocks of traces drawn again.
/// </param>
public sealed record PathChange(int Index, int Parent, string Name, int Depth, double BaselineNanos, double CandidateNanos, double BaselineCalls, double CandidateCalls, double Share, Estimate? Interval)
{
    public double DifferenceNanos => CandidateNanos - BaselineNanos;
}

/// <summary>
/// Where the time went: the exclusive critical-path time of each call path in a request, in both arms. The differences of all
/// paths sum to the difference of the mean durations.
/// </summary>
/// <param name="BaselineNanos">Mean duration of a request; NaN without traces.</param>
/// <param name="Paths">Each parent before its children.</param>
/// <param name="Ranked">Indexes into <see cref="Paths"/>, the largest difference first.</param>
public sealed record Explanation(double BaselineNanos, double CandidateNanos, int BaselineTraces, int CandidateTraces, IReadOnlyList<PathChange> Paths, IReadOnlyList<int> Ranked)
{
    private const int PathsWithInterval = 20;
    private const int Draws = 1000;

    public double DifferenceNanos => CandidateNanos - BaselineNanos;

    /// <summary>95 % interval of the whole difference; not known where traces do not name their processes.</summary>
    public Estimate DifferenceInterval { get; init; } = Estimate.Unknown;

    /// <summary>False: processes of the same code differ by as much, so no difference is shown.</summary>
    public bool IsShown { get; init; } = true;

    /// <summary>What kind of change it is and where, the largest first.</summary>
    public IReadOnlyList<NamedCause> Causes { get; init; } = [];

    /// <summary>In which order siblings run in each arm, as its traces say.</summary>
    public SiblingOrder BaselineOrder { get; init; } = SiblingOrder.Of([]);

    public SiblingOrder CandidateOrder { get; init; } = SiblingOrder.Of([]);

    /// <param name="rootSpan">The id of the span that stands for the operation in a trace; by default the trace's root.</param>
    /// <param name="seed">For the intervals.</param>
    public static Explanation Between(IReadOnlyList<TraceEvidence> baseline, IReadOnlyList<TraceEvidence> candidate, Func<TraceEvidence, string?>? rootSpan = null, int seed = 1)
    {
        var paths = new CallPaths();
        var (orderBefore, orderAfter) = (SiblingOrder.Of(baseline), SiblingOrder.Of(candidate));
        var (before, after) = (Profile.Of(baseline, paths, rootSpan, orderBefore), Profile.Of(candidate, paths, rootSpan, orderAfter));
        var changes = new List<PathChange>(paths.Count);
        var whole = after.MeanDuration - before.MeanDuration;
        for (var path = 0; path < paths.Count; path++)
        {
            var (parent, name) = paths[path];
            var (from, to) = (before.MeanNanos(path), after.MeanNanos(path));
            changes.Add(new PathChange(
                path, parent, name, parent < 0 ? 0 : changes[parent].Depth + 1, from, to, before.MeanCalls(path), after.MeanCalls(path), whole == 0 ? double.NaN : (to - from) / whole, null));
        }

        var whole95 = Estimate.Unknown;
        var isShown = true;
        int[] ranked = [.. changes.OrderByDescending(c => Math.Abs(c.DifferenceNanos)).ThenBy(c => c.Index).Select(c => c.Index)];
        if (before.Traces > 1 && after.Traces > 1)
        {
            int[] chosen = [.. ranked.Take(PathsWithInterval)];
            if (before.KnowsProcesses && after.KnowsProcesses)
            {
                (whole95, isShown) = AddProcessIntervals(changes, chosen, before, after);
            }
            else
            {
                AddIntervals(changes, chosen, before, after, new Random(seed));
            }
        }

        return new Explanation(before.MeanDuration, after.MeanDuration, before.Traces, after.Traces, changes, ranked)
        {
            DifferenceInterval = whole95,
            IsShown = isShown,
            BaselineOrder = orderBefore,
            CandidateOrder = orderAfter,
            Causes = KnownCauses.Of(baseline, candidate, rootSpan, orderBefore, orderAfter),
        };
    }

    /// <summary>The names from the root down to a path.</summary>
    public IReadOnlyList<string> PathOf(PathChange change)
    {
        var names = new List<string>();
        for (var at = change; ; at = Paths[at.Parent])
        {
            names.Add(at.Name);
            if (at.Parent < 0)
            {
                names.Reverse();
                return names;
            }
        }
    }

    // A difference is claimed when one in a hundred comparisons of the same code would show as much anywhere.
    private static (Estimate Whole, bool IsShown) AddProcessIntervals(List<PathChange> changes, int[] chosen, Profile before, Profile after)
    {
        var isShown = false;
        foreach (var path in chosen)
        {
            var difference = ProcessDifference.Of([.. before.ByProcess(path)], [.. after.ByProcess(path)]);
            changes[path] = changes[path] with { Interval = difference.Interval(changes[path].DifferenceNanos, 0.05 / chosen.Length) };
            isShown |= difference.Excludes(changes[path].DifferenceNanos, 0.01 / (chosen.Length + 1));
        }

        var whole = ProcessDifference.Of([.. before.ByProcess(-1)], [.. after.ByProcess(-1)]);
        var shift = after.MeanDuration - before.MeanDuration;
        return (whole.Interval(shift, 0.05), isShown || whole.Excludes(shift, 0.01 / (chosen.Length + 1)));
    }

    private static void AddIntervals(List<PathChange> changes, int[] chosen, Profile before, Profile after, Random random)
    {
        var drawn = chosen.Select(_ => new double[Draws]).ToArray();
        var (drawBefore, drawAfter) = (before.Drawer(chosen), after.Drawer(chosen));
        for (var draw = 0; draw < Draws; draw++)
        {
            var (from, to) = (drawBefore(random), drawAfter(random));
            for (var k = 0; k < chosen.Length; k++)
            {
                drawn[k][draw] = to[k] - from[k];
            }
        }

        for (var k = 0; k < chosen.Length; k++)
        {
            Array.Sort(drawn[k]);
            var change = changes[chosen[k]];
            changes[chosen[k]] = change with { Interval = new Estimate(change.DifferenceNanos, drawn[k][(int)(0.025 * Draws)], drawn[k][(int)(0.975 * Draws) - 1]) };
        }
    }
}
