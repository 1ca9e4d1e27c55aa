using Upshot.Decide.Explanations;
using Upshot.Evidence;

namespace Upshot.Decide.Tests.Explanations;

/// <summary>
/// Requests of a checkout: a cart, a client's call of stock with two queries in it, two prices side by side, a hidden side branch, and an audit that outlives the
/// answer. One cause at a time is seeded.
/// </summary>
internal static class SeededTraces
{
    public static IReadOnlyList<(CauseKind Kind, string Path, double Millis)> Causes { get; } =
    [
        (CauseKind.SelfTime, "[shop] checkout > [shop] cart", 8),
        (CauseKind.MoreCalls, "[shop] checkout > [shop] call stock > [stock] reserve > [stock] SELECT", 12),
        (CauseKind.Waiting, "[shop] checkout > [shop] call stock", 9),
        (CauseKind.LostParallelism, "[shop] checkout", 10),
        (CauseKind.Retries, "[shop] checkout > [shop] call pay", 12),
        (CauseKind.Pauses, "[shop] checkout > [shop] call stock > [stock] reserve", 6),
        (CauseKind.CacheMisses, "[shop] checkout > [shop] cart > [shop] load", 6),
        (CauseKind.Timeout, "[shop] checkout > [shop] call ads", 10),
        (CauseKind.AsyncTail, "[shop] checkout > [shop] audit", 30),
        (CauseKind.Mix, "[shop] checkout", 12),
    ];

    /// <param name="cause">Null: none.</param>
    /// <param name="processes">How many; each is faster or slower than the others by <paramref name="apart"/>.</param>
    public static List<TraceEvidence> Draw(int seed, int count, CauseKind? cause = null, int processes = 0, double apart = 0.03)
    {
        var random = new Random(seed);
        double[] speeds = processes == 0 ? [1] : [.. Enumerable.Range(0, processes).Select(_ => Math.Exp(apart * Normal(random)))];
        return [.. Enumerable.Range(0, count).Select(i =>
        {
            var process = i % speeds.Length;
            return new Request(random, speeds[process], processes == 0 ? "" : $"p{seed}-{process}", cause).Trace($"{i}", (long)i * 1_000_000_000);
        })];
    }

    private static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    private sealed class Request(Random random, double speed, string process, CauseKind? cause)
    {
        private readonly List<SpanEvidence> _spans = [];
        private int _next;

        public TraceEvidence Trace(string id, long start)
        {
            // Large orders take 24 ms longer; more of them come with another mix.
            var isLarge = random.NextDouble() < (cause == CauseKind.Mix ? 0.7 : 0.2);
            var at = start + Millis(3) + (isLarge ? Millis(24) : 0);
            at = Cart(at);
            at = Stock(at);
            at = Prices(at);
            at = Pay(at);
            at = Ads(at);
            Span("side", "0", "shop", "internal", start + Millis(1), Millis(5), false);
            var end = at + Millis(2);
            Span("audit", "0", "shop", "internal", at, end - at + Millis(cause == CauseKind.AsyncTail ? 40 : 10), false);
            _spans.Add(new SpanEvidence("0", "", "shop", "checkout", "server", start, end - start, false) { Instance = process, Attributes = new Dictionary<string, string> { ["order.size"] = isLarge ? "large" : "small" } });
            return new TraceEvidence(id, _spans);
        }

        private long Cart(long at)
        {
            var end = at + Millis(4 + (cause == CauseKind.SelfTime ? 8 : 0));
            var parent = Span("cart", "0", "shop", "internal", at, 0, false);
            if (random.NextDouble() < (cause == CauseKind.CacheMisses ? 0.8 : 0.2))
            {
                var load = Millis(10);
                Span("load", parent, "shop", "internal", end - Millis(1), load, false);
                end += load;
            }

            _spans[_spans.FindIndex(s => s.SpanId == parent)] = _spans.First(s => s.SpanId == parent) with { DurationNanos = end - at };
            return end;
        }

        private long Stock(long at)
        {
            var server = at + Millis(1 + (cause == CauseKind.Waiting ? 9 : 0));
            var end = server + Millis(2) + (cause == CauseKind.Pauses && random.NextDouble() < 0.06 ? Millis(100) : 0);
            var client = Span("call stock", "0", "shop", "client", at, 0, false);
            var reserve = Span("reserve", client, "stock", "server", server, 0, false);
            for (var q = 0; q < (cause == CauseKind.MoreCalls ? 6 : 2); q++)
            {
                var took = Millis(3);
                Span("SELECT", reserve, "stock", "client", end, took, false);
                end += took;
            }

            Finish(reserve, server, end);
            end += Millis(1);
            Finish(client, at, end);
            return end;
        }

        private long Prices(long at)
        {
            var (one, other) = (Millis(10), Millis(10));
            var start = cause == CauseKind.LostParallelism ? at + one : at;
            Span("price a", "0", "shop", "internal", at, one, false);
            Span("price b", "0", "shop", "internal", start, other, false);
            return Math.Max(at + one, start + other);
        }

        private long Pay(long at)
        {
            if (cause == CauseKind.Retries)
            {
                var failed = Millis(4);
                Span("call pay", "0", "shop", "client", at, failed, true);
                at += failed + Millis(8);
            }

            var took = Millis(4);
            Span("call pay", "0", "shop", "client", at, took, false);
            return at + took;
        }

        private long Ads(long at)
        {
            var isClipped = cause == CauseKind.Timeout && random.NextDouble() < 0.22;
            var took = isClipped ? 50_000_000 : Millis(5);
            Span("call ads", "0", "shop", "client", at, took, isClipped);
            return at + took;
        }

        private string Span(string name, string parent, string service, string kind, long start, long nanos, bool isError)
        {
            var id = $"{++_next}";
            _spans.Add(new SpanEvidence(id, parent, service, name, kind, start, nanos, isError) { Instance = process });
            return id;
        }

        private void Finish(string id, long start, long end) => _spans[_spans.FindIndex(s => s.SpanId == id)] = _spans.First(s => s.SpanId == id) with { DurationNanos = end - start };

        private long Millis(double millis) => (long)(millis * 1e6 * speed * Math.Exp(0.15 * Normal(random)));
    }
}
