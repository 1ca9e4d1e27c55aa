using Upshot.Decide.CriticalPaths;
using Upshot.Evidence;

namespace Upshot.Decide.Explanations;

/// <summary>
/// Names the ways in which requests came to take longer or shorter. From the root down: what a request takes longer is divided among what its operation does itself and the calls that it waits for, by
/// how their work changed; what is explained at a path (other requests, more calls, calls one after the other) is not looked for below it again.
/// </summary>
internal sealed class KnownCauses
{
    // Of the whole difference; smaller parts are not named.
    private const double Smallest = 0.08;
    private const double SmallestOfDuration = 0.01;
    private const double Mostly = 0.5;
    private const double LeastLost = 0.3;
    private const double Surely = 3;
    private const double Unlikely = 0.002;
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

    public static IReadOnlyList<NamedCause> Of(IReadOnlyList<TraceEvidence> baseline, IReadOnlyList<TraceEvidence> candidate, Func<TraceEvidence, string?>? rootSpan, SiblingOrder orderBefore, SiblingOrder orderAfter)
    {
        var paths = new CallPaths();
        var (before, after) = (ArmStatistics.Of(baseline, paths, rootSpan, orderBefore), ArmStatistics.Of(candidate, paths, rootSpan, orderAfter));
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
                causes.Explain(root, roots.Count == 1 ? causes._whole : causes.Change(a => a[root].Durations));
            }
        }

        causes.AddTails();
        return [.. causes._found.OrderByDescending(f => f.Kind != CauseKind.AsyncTail).ThenByDescending(f => Math.Abs(f.Nanos)).Take(MostNamed).Select(f => new NamedCause(
            causes.PathOf(f.Path), f.Kind, f.Nanos, f.Kind == CauseKind.AsyncTail ? 0 : causes._whole == 0 ? double.NaN : f.Nanos / causes._whole))];
    }

    /// <param name="net">What requests take longer because of this path and all below it.</param>
    private void Explain(int path, double net)
    {
        if (Math.Abs(net) < _least)
        {
            return;
        }

        if (AsOne(path, net) is { } kind)
        {
            _found.Add((path, kind, net));
            return;
        }

        // In time that the calls of this path last; as much of it as requests wait for stands for the net.
        var backOff = _children[path].Where(IsRetried).ToDictionary(c => c, c => Change(a => a[c].BackOff));
        var own = Change(a => a[path].Own) - backOff.Values.Sum();
        var calls = _children[path].Select(c => (Path: c, Nanos: WaitedChange(c) + backOff.GetValueOrDefault(c))).ToList();
        own = WithoutMoved(own, calls);
        var (sum, here) = (own + calls.Sum(c => c.Nanos), Change(a => a[path].Durations));
        var lost = LostParallelism(path, here - sum, here);
        var scale = here == 0 ? 0 : net / here;
        if (lost == 0 && here * sum > 0 && here / sum is > 0.2 and < 5)
        {
            // A call that outgrew those beside it adds only what it sticks out by, and they nothing that they had hidden.
            scale = net / sum;
        }

        Name(path, CauseKind.LostParallelism, lost * scale);
        Name(path, KindOfOwn(path, own), own * scale);
        foreach (var call in calls)
        {
            Explain(call.Path, call.Nanos * scale);
        }
    }

    // A call that goes on while its caller works, longer than before, takes from the caller's own what it adds: cost that only moved.
    private double WithoutMoved(double own, List<(int Path, double Nanos)> calls)
    {
        var at = calls.FindIndex(c => c.Nanos * own < 0 && Math.Abs(c.Nanos + own) < (1 - Mostly) * Math.Max(Math.Abs(c.Nanos), Math.Abs(own)));
        if (at < 0)
        {
            return own;
        }

        own += calls[at].Nanos;
        calls.RemoveAt(at);
        return own;
    }

    private void Name(int path, CauseKind kind, double nanos)
    {
        if (Math.Abs(nanos) >= _least)
        {
            _found.Add((path, kind, nanos));
        }
    }

    /// <summary>The kind of change that explains all of a path with what is below it; null: look below.</summary>
    private CauseKind? AsOne(int path, double net)
    {
        var parent = _paths[path].Parent;
        if (net > 0 && IsTimeout(path) && !_children[path].Any(c => IsTimeout(c) && LongFailures.SpreadOf(_after[c].FailedDurations) < LongFailures.SpreadOf(_after[path].FailedDurations)))
        {
            return CauseKind.Timeout;
        }

        if (parent < 0)
        {
            return null;
        }

        if (net > 0 && IsRetried(path))
        {
            return CauseKind.Retries;
        }

        var (was, now) = (_before[path], _after[path]);
        var (rateBefore, rateAfter) = (Rate(was.Calls, _before[parent].Calls), Rate(now.Calls, _after[parent].Calls));
        var each = was.Calls > 0 ? was.Durations / was.Calls : Rate(now.Durations, now.Calls);
        // Had each call remained as it was: what the number of calls alone changes.
        var (byNumber, whole) = (each * Change(a => a[path].Calls), Change(a => a[path].Durations));
        if (Math.Abs(rateAfter - rateBefore) < 0.05 * Math.Max(rateBefore, 0.2) || byNumber * net <= 0 || Math.Abs(byNumber) < Mostly * Math.Abs(whole))
        {
            return null;
        }

        // Never more than one a caller, and some of it before: something used to spare it.
        return rateBefore is > 0 and < 0.98 && rateAfter <= 1.001 && was.With >= 0.98 * was.Calls && now.With >= 0.98 * now.Calls ? CauseKind.CacheMisses : CauseKind.MoreCalls;
    }

    /// <summary>Calls fail at a limit, and what they last longer is theirs.</summary>
    private bool IsTimeout(int path)
    {
        var (was, now) = (_before[path], _after[path]);
        return Rate(now.Failed, now.Calls) - Rate(was.Failed, was.Calls) > 0.01 && Change(a => a[path].FailedNanos) > Mostly * Change(a => a[path].Durations) && LongFailures.AreClipped(now.FailedDurations);
    }

    private bool IsRetried(int path) => Change(a => a[path].Repeats) is var repeats && repeats > 0.02 && repeats > Mostly * Change(a => a[path].Calls);

    // The calls are all there still, last as long, and overlap less.
    private double LostParallelism(int path, double unexplained, double here)
    {
        if (unexplained * here <= 0 || Math.Abs(unexplained) < LeastLost * Math.Abs(here))
        {
            return 0;
        }

        var sign = Math.Sign(unexplained);
        var pairs = _before.Overlaps.Keys.Union(_after.Overlaps.Keys).Where(p => _paths[p.One].Parent == path);
        return pairs.Sum(p => Math.Max(0, -sign * Change(a => a.Overlaps.GetValueOrDefault(p)))) > Mostly * Math.Abs(unexplained) ? unexplained : 0;
    }

    /// <summary>How much longer callers wait for the calls of a path because these last longer, or are more.</summary>
    private double WaitedChange(int path)
    {
        var work = Change(a => a[path].Durations);
        return work * WaitedShare(work > 0 ? _after[path] : _before[path]);
    }

    private static double WaitedShare(PathStatistics statistics) => Rate(statistics.WaitedFor, statistics.Durations);

    private CauseKind KindOfOwn(int path, double own)
    {
        var (was, now) = (_before[path], _after[path]);
        if (Rate(was.Remote + now.Remote, was.Calls + now.Calls) > 0.8)
        {
            return CauseKind.Waiting;
        }

        return own > 0 && RarePauses.Explain(was.Samples, now.Samples) ? CauseKind.Pauses : CauseKind.SelfTime;
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

    // Means of other requests of the same kind differ too. What few requests have moves the mean little and is seen at the end.
    private bool IsBeyondChance() => _whole * _whole > Surely * Surely * (_before.Variance + _after.Variance) || (_whole > 0 ? _after.ChanceOfLongest(_before) : _before.ChanceOfLongest(_after)) < Unlikely;

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
