using Upshot.Decide.Explanations;
using Upshot.Evidence;

namespace Upshot.Yardsticks.Causes;

/// <summary>
/// One request of a drawn system. Chance follows from the request and the operation alone, so that a request with a cause and the same one without differ by the cause and nothing else.
/// </summary>
/// <param name="cause">Null: none.</param>
/// <param name="besides">How long requests usually take: a branch that nobody waits for takes a part of that.</param>
/// <param name="isCandidate">The candidate's hidden branch is slower, in all kinds of cases.</param>
internal sealed class SeededRequest(SeededSystem system, SeededCause? cause, long number, double speed, string process, double besides, bool isCandidate)
{
    private readonly List<SpanEvidence> _spans = [];
    private bool _isLarge;
    private readonly Dictionary<int, int> _draws = [];

    public TraceEvidence Trace(double largeShare)
    {
        _isLarge = Chance(-1, 0) < largeShare;
        const long start = 1_800_000_000_000_000_000;
        var at = start + (number * 1_000_000_000);
        var end = Call(system.Root, "", at, 0);
        var duration = end - at;
        Add("hidden", "1", system.Root.Service, "refresh", "internal", at, Math.Min((long)(0.9 * duration), Millis(besides * (isCandidate ? 0.5 : 0.25) * Math.Exp(0.3 * Normal(-2)))), false);
        var tail = Millis(8) + (cause?.Kind == CauseKind.AsyncTail ? Millis(cause.Millis) : 0);
        Add("tail", "1", system.Root.Service, "audit", "internal", end - Millis(0.1), Millis(0.1) + tail, false);
        return new TraceEvidence($"{number}", _spans);
    }

    /// <param name="instance">Which of several calls by the same caller.</param>
    private long Call(SeededNode node, string parent, long at, int instance)
    {
        var isHere = ReferenceEquals(node, cause?.Node);
        var id = $"{_spans.Count + 1}";
        var row = _spans.Count;
        Add(id, parent, node.Service, node.Name, node.Kind, at, 0, false);
        if (isHere && cause!.Kind == CauseKind.Timeout && Chance(node.Index, instance + 100) < cause.Share)
        {
            return Clipped(node, id, row, at);
        }

        var own = Millis(node.OwnMillis * Math.Exp(system.Noise * Normal(node.Index)));
        own += isHere ? Added(instance) : 0;
        var part = own / (node.Groups.Count + 1);
        var now = at + part;
        foreach (var group in node.Groups)
        {
            now = (isHere && cause!.Kind == CauseKind.LostParallelism ? group.Aggregate(now, (from, child) => Calls(child, id, from)) : group.Max(child => Calls(child, id, now))) + part;
        }

        now += own - (part * (node.Groups.Count + 1));
        _spans[row] = _spans[row] with { DurationNanos = now - at };
        return now;
    }

    private long Added(int instance) => cause!.Kind switch
    {
        CauseKind.SelfTime or CauseKind.Waiting => Millis(cause.Millis),
        CauseKind.Mix when _isLarge => Millis(cause.Millis),
        CauseKind.Pauses when Chance(cause.Node.Index, instance + 200) < cause.Share => Millis(cause.Millis),
        _ => 0,
    };

    // The caller gives up; who was called goes on for a while.
    private long Clipped(SeededNode node, string id, int row, long at)
    {
        var limit = (long)(cause!.Millis * 1e6);
        if (node.IsRemoteCall && cause.Times % 2 == 0)
        {
            var called = node.Groups[0][0];
            Add($"{id}s", id, called.Service, called.Name, called.Kind, at + Millis(node.OwnMillis / 2), limit + (limit / 2), false);
        }

        _spans[row] = _spans[row] with { DurationNanos = limit, IsError = true };
        return at + limit;
    }

    private long Calls(SeededNode node, string caller, long at)
    {
        var isHere = ReferenceEquals(node, cause?.Node);
        var share = isHere && cause!.Kind == CauseKind.CacheMisses ? cause.Share : node.Chance;
        if (Chance(node.Index, 300) >= share)
        {
            return at;
        }

        var calls = node.Calls + (isHere && cause!.Kind == CauseKind.MoreCalls ? cause.Times : 0);
        for (var i = 0; i < calls; i++)
        {
            for (var attempt = 0; isHere && cause!.Kind == CauseKind.Retries && attempt < cause.Times && Chance(node.Index, 400 + (10 * i) + attempt) < cause.Share; attempt++)
            {
                var row = _spans.Count;
                at = Call(node, caller, at, i);
                _spans[row] = _spans[row] with { IsError = true };
                at += Millis(0.3 * cause.Millis) << attempt;
            }

            at = Call(node, caller, at, i);
        }

        return at;
    }

    private void Add(string id, string parent, string service, string name, string kind, long start, long nanos, bool isError) =>
        _spans.Add(new SpanEvidence(id, parent, service, name, kind, start, nanos, isError) { Instance = process, Attributes = parent.Length == 0 ? new Dictionary<string, string> { ["order.size"] = _isLarge ? "large" : "small" } : Nothing });

    private static readonly Dictionary<string, string> Nothing = [];

    private long Millis(double millis) => (long)(millis * 1e6 * speed);

    private double Normal(int node)
    {
        var draw = _draws[node] = _draws.GetValueOrDefault(node) + 1;
        return Math.Sqrt(-2 * Math.Log(1 - Chance(node, 1000 + draw))) * Math.Cos(2 * Math.PI * Chance(node, 2000 + draw));
    }

    // SplitMix64 over what the number is for.
    private double Chance(int node, int use)
    {
        var x = unchecked(((ulong)number * 0x9E3779B97F4A7C15) ^ ((ulong)(node + 2) * 0xBF58476D1CE4E5B9) ^ ((ulong)(use + 1) * 0x94D049BB133111EB));
        x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
        x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
        return ((x ^ (x >> 31)) >> 11) / (double)(1UL << 53);
    }
}
