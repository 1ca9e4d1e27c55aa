using Upshot.Decide.Retiming;
using Upshot.Evidence;

namespace Upshot.Yardsticks.Lab;

/// <summary>A drawn operation with one intervention that can be made: it runs as build A, which has the cause, and as build B, which does not.</summary>
internal sealed class LabService(int seed)
{
    private readonly Shape _shape = Shape.Draw(new Random(seed));

    public EditKind Kind => _shape.Kind;

    /// <summary>A queue stands before the call that becomes faster, so that its gain is more than its drag.</summary>
    public bool HasQueue => _shape.HasQueue;

    public TraceEdit Edit => new(_shape.Kind == EditKind.Parallel ? ["web entry"] : ["web entry", "back target"], _shape.Kind, _shape.Kind switch
    {
        EditKind.Faster => _shape.Amount,
        EditKind.Cache => _shape.Amount,
        _ => 0,
    });

    public List<TraceEvidence> Run(int runSeed, int count, bool isB)
    {
        var random = new Random((seed * 1009) + (runSeed * 31) + (isB ? 1 : 0));
        return [.. Enumerable.Range(0, count).Select(i => new Request(_shape, random, isB).Trace($"{runSeed}-{i}"))];
    }

    private sealed record Shape(EditKind Kind, double Amount, int Calls, double TargetMillis, double OwnMillis, IReadOnlyList<double> Others, bool HasSideBranch, double SideMillis, bool HasQueue)
    {
        public static Shape Draw(Random random)
        {
            EditKind[] kinds = [EditKind.Faster, EditKind.Batch, EditKind.Cache, EditKind.Parallel, EditKind.Retries];
            var kind = kinds[random.Next(kinds.Length)];
            return new Shape(
                kind, kind == EditKind.Faster ? 0.3 + (0.5 * random.NextDouble()) : 0.5 + (0.4 * random.NextDouble()), kind is EditKind.Batch ? 3 + random.Next(6) : 1, 8 + (30 * random.NextDouble()), 5 + (10 * random.NextDouble()),
                [.. Enumerable.Range(0, 1 + random.Next(3)).Select(_ => 4 + (20 * random.NextDouble()))], random.NextDouble() < 0.4, 10 + (30 * random.NextDouble()), kind == EditKind.Faster && random.NextDouble() < 0.25);
        }
    }

    private sealed class Request(Shape shape, Random random, bool isB)
    {
        private readonly List<SpanEvidence> _spans = [];
        private int _next;

        public TraceEvidence Trace(string id)
        {
            var at = Millis(shape.OwnMillis);
            var sideEnd = 0L;
            if (shape.HasSideBranch)
            {
                // Runs beside everything from the first call on: what is made faster may have no drag.
                sideEnd = at + Millis(shape.SideMillis);
                Span("side", at, sideEnd, "back", false);
            }

            at = Target(at);
            at = Others(at);
            var end = Math.Max(at, sideEnd) + Millis(2);
            _spans.Add(new SpanEvidence("0", "", "web", "entry", "server", 0, end, false));
            return new TraceEvidence(id, _spans);
        }

        private long Target(long at)
        {
            for (var call = 0; call < (isB && shape.Kind == EditKind.Batch ? 1 : shape.Calls); call++)
            {
                if (isB && shape.Kind == EditKind.Cache && random.NextDouble() < shape.Amount)
                {
                    continue;
                }

                if (shape.Kind == EditKind.Retries && !isB && random.NextDouble() < 0.4)
                {
                    var failed = at + Millis(shape.TargetMillis);
                    Span("target", at, failed, "back", true);
                    at = failed + Millis(5);
                }

                var took = Millis(shape.TargetMillis * (isB && shape.Kind == EditKind.Faster ? 1 - shape.Amount : 1));
                // A queue of one server: waiting follows from how busy it is (Pollaczek and Khinchine).
                var busy = 0.8 * (isB ? 1 - shape.Amount : 1);
                var wait = shape.HasQueue ? (long)(-Math.Log(1 - random.NextDouble()) * took * busy / (1 - busy) / 2) : 0;
                Span("target", at, at + wait + took, "back", false);
                at += wait + took;
            }

            return at;
        }

        private long Others(long at)
        {
            var ends = new List<long>();
            var from = at;
            foreach (var (millis, i) in shape.Others.Select((m, i) => (m, i)))
            {
                var end = from + Millis(millis);
                Span($"other {i}", from, end, "back", false);
                ends.Add(end);
                from = isB && shape.Kind == EditKind.Parallel ? from : end;
            }

            return ends.Max();
        }

        private void Span(string name, long from, long to, string service, bool isError) => _spans.Add(new SpanEvidence($"{++_next}", "0", service, name, "client", from, to - from, isError));

        private long Millis(double millis) => (long)(millis * 1e6 * Math.Exp(0.35 * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble())));
    }
}
