using Upshot.Evidence;

namespace Upshot.Decide.Explanations;

/// <summary>
/// Names the ways in which requests came to take longer or shorter. From the root down: what is explained at a path (other requests, more calls, calls one after the
/// other) is not looked for below it again.
/// </summary>
internal sealed class KnownCauses
{
    // Of the whole difference; smaller parts are not named.
    private const double Smallest = 0.08;
    private const double SmallestOfDuration = 0.01;
    private const double Mostly = 0.5;
    private const double Few = 0.2;
    private const double Surely = 3;
    private const int MostNamed = 8;

    private readonly CallPaths _paths;
    private readonly ArmStatistics _before;
    private readonly ArmStatistics _after;
    private readonly ILookup<int, int> _children;
    private readonly double _whole;
    private readonly double _least;
    private readonly List<(int Path, CauseKind Kind, double Nanos)> _found = [];

    private KnownCauses(CallPaths paths, ArmStatistics before, ArmStatistics after)
    {
        (_paths, _before, _after) = (paths, before, after);
        _children = Enumerable.Range(0, paths.Count).ToLookup(p => paths[p].Parent);
        _whole = (after.Duration / after.Weight) - (before.Duration / before.Weight);
        _least = Math.Max(Smallest * Math.Abs(_whole), SmallestOfDuration * before.Duration / before.Weight);
    }

    public static IReadOnlyList<NamedCause> Of(IReadOnlyList<TraceEvidence> baseline, IReadOnlyList<TraceEvidence> candidate, Func<TraceEvidence, string?>? rootSpan)
    {
        var paths = new CallPaths();
        var (before, after) = (ArmStatistics.Of(baseline, paths, rootSpan), ArmStatistics.Of(candidate, paths, rootSpan));
        if (before.Weight == 0 || after.Weight == 0)
        {
            return [];
        }

        var causes = new KnownCauses(paths, before, after);
        var roots = causes._children[-1].ToList();
        var mix = MixEffect.Of(baseline, candidate);
        if (roots.Count > 0 && Math.Abs(mix) >= causes._least && mix * causes._whole > 0 && Math.Abs(mix) > Mostly * Math.Abs(causes._whole))
        {
            causes._found.Add((roots[0], CauseKind.Mix, mix));
        }
        else if (causes.IsBeyondChance())
        {
            foreach (var root in roots)
            {
                causes.Explain(root);
            }
        }

        causes.AddTails();
        return [.. causes._found.OrderByDescending(f => f.Kind != CauseKind.AsyncTail).ThenByDescending(f => Math.Abs(f.Nanos)).Take(MostNamed).Select(f => new NamedCause(
            causes.PathOf(f.Path), f.Kind, f.Nanos, f.Kind == CauseKind.AsyncTail ? 0 : causes._whole == 0 ? double.NaN : f.Nanos / causes._whole))];
    }

    private void Explain(int path)
    {
        if (ByCalls(path))
        {
            return;
        }

        var lost = LostParallelism(path);
        if (lost != 0)
        {
            _found.Add((path, CauseKind.LostParallelism, lost));
        }

        // What was waited between attempts belongs to the repeated call.
        var own = Change(a => a[path].Own) - _children[path].Where(IsRetried).Sum(c => Change(a => a[c].BackOff));
        if (Math.Abs(own) >= _least)
        {
            _found.Add((path, KindOfOwn(path, own), own));
        }

        foreach (var child in _children[path])
        {
            // Calls that became serial are on the critical path without having changed.
            var isMoved = lost != 0 && Math.Abs(Change(a => a[child].Durations)) < Mostly * Math.Abs(Change(a => a[child].Whole));
            if (!isMoved)
            {
                Explain(child);
            }
        }
    }

    /// <summary>Whether the path takes longer because it is called more often for each call of its caller; then all below it is explained.</summary>
    private bool ByCalls(int path)
    {
        var parent = _paths[path].Parent;
        var whole = Change(a => a[path].Whole);
        if (parent < 0 || Math.Abs(whole) < _least)
        {
            return false;
        }

        var (was, now) = (_before[path], _after[path]);
        var (rateBefore, rateAfter) = (Rate(was.Calls, _before[parent].Calls), Rate(now.Calls, _after[parent].Calls));
        var each = was.Calls > 0 && was.Whole > 0 ? was.Whole / was.Calls : now.Calls > 0 ? now.Whole / now.Calls : 0;
        // Had each call remained as it was: what the number of calls alone changes.
        var byNumber = each * Change(a => a[path].Calls);
        if (Math.Abs(rateAfter - rateBefore) < 0.05 * Math.Max(rateBefore, 0.2) || byNumber * whole <= 0 || Math.Abs(byNumber) < Mostly * Math.Abs(whole))
        {
            return false;
        }

        if (IsRetried(path))
        {
            _found.Add((path, CauseKind.Retries, whole + Change(a => a[path].BackOff)));
        }
        else
        {
            // Never more than one a call, and some of it before: something used to spare it.
            var isSpared = rateBefore is > 0 and < 0.98 && rateAfter <= 1.001 && was.With >= 0.98 * was.Calls && now.With >= 0.98 * now.Calls;
            _found.Add((path, isSpared ? CauseKind.CacheMisses : CauseKind.MoreCalls, whole));
        }

        return true;
    }

    private bool IsRetried(int path) => Change(a => a[path].Repeats) is var repeats && repeats > 0.02 && repeats > Mostly * Change(a => a[path].Calls);

    private double LostParallelism(int path)
    {
        var lost = -Change(a => a[path].Overlap);
        var work = Change(a => _children[path].Sum(c => a[c].Durations));
        var whole = Change(a => a[path].Whole);
        // The calls are all there still, and the time lost shows in the caller.
        return Math.Abs(lost) >= _least && lost * whole > 0 && Math.Abs(work) < Mostly * Math.Abs(lost) ? Math.Abs(lost) < Math.Abs(whole) ? lost : whole : 0;
    }

    private CauseKind KindOfOwn(int path, double own)
    {
        var (was, now) = (_before[path], _after[path]);
        if (own > 0 && Rate(now.Failed, now.Calls) - Rate(was.Failed, was.Calls) > 0.01 && IsClipped(now.FailedDurations))
        {
            return CauseKind.Timeout;
        }

        if (Rate(was.Remote + now.Remote, was.Calls + now.Calls) > 0.8)
        {
            return CauseKind.Waiting;
        }

        return own > 0 && InFew(was.Samples, now.Samples) ? CauseKind.Pauses : CauseKind.SelfTime;
    }

    // Most failed calls last equally long.
    private static bool IsClipped(List<double> durations)
    {
        if (durations.Count < 5)
        {
            return false;
        }

        var sorted = durations.Order().ToList();
        var middle = sorted[sorted.Count / 2];
        return middle > 0 && sorted.Count(d => Math.Abs(d - middle) < 0.02 * middle) > 0.6 * sorted.Count;
    }

    // A fifth of the requests has nearly all of the excess, and the others are as before.
    private static bool InFew(List<double> before, List<double> now)
    {
        if (before.Count < 20 || now.Count < 20)
        {
            return false;
        }

        double[] was = [.. before.Order()];
        double[] @is = [.. now.Order()];
        var total = @is.Average() - was.Average();
        var most = 0.0;
        const int parts = 200;
        for (var i = (int)(parts * (1 - Few)); i < parts; i++)
        {
            most += (@is[(int)((i + 0.5) / parts * @is.Length)] - was[(int)((i + 0.5) / parts * was.Length)]) / parts;
        }

        return total > 0 && most > 0.85 * total && Math.Abs(@is[@is.Length / 2] - was[was.Length / 2]) < 0.15 * total;
    }

    private void AddTails()
    {
        for (var path = 0; path < _paths.Count; path++)
        {
            var tail = Change(a => a[path].Tail);
            if (Math.Abs(tail) > 0.05 * _before.Duration / _before.Weight)
            {
                _found.Add((path, CauseKind.AsyncTail, tail));
            }
        }
    }

    // Means of other requests of the same kind differ too.
    private bool IsBeyondChance() => _whole * _whole > Surely * Surely * (_before.Variance + _after.Variance);

    private double Change(Func<ArmStatistics, double> of) => (of(_after) / _after.Weight) - (of(_before) / _before.Weight);

    private static double Rate(double part, double of) => of > 0 ? part / of : 0;

    private IReadOnlyList<string> PathOf(int path)
    {
        var names = new List<string>();
        for (var at = path; at >= 0; at = _paths[at].Parent)
        {
            names.Add(_paths[at].Name);
        }

        names.Reverse();
        return names;
    }
}
