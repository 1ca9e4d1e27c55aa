using Upshot.Evidence;

namespace Upshot.Yardsticks.Lab;

/// <summary>One request of a drawn service, as spans on a simulated clock.</summary>
/// <param name="drawn">The causes that the service was drawn with: steps that no cause touches are left out.</param>
/// <param name="has">Those that this build has.</param>
internal sealed class LabRequest(LabService.Shape shape, Random random, IReadOnlyList<LabCause> drawn, IReadOnlySet<LabCause> has)
{
    private readonly List<SpanEvidence> _spans = [];
    private int _last;

    public TraceEvidence Trace(string id)
    {
        var first = Took("own");
        var side = shape.SideMillis > 0 ? Span("0", "side", first, first + Millis(shape.SideMillis), false) : first;
        var at = first;
        foreach (var cause in drawn)
        {
            at = cause switch
            {
                LabCause.SlowDependency or LabCause.SaturatedQueue => Slow(at, cause),
                LabCause.Delay => Span("0", "step", at, at + Scaled(Took("step"), cause), false, "web"),
                LabCause.RepeatedCalls => Items(at),
                LabCause.SerialCalls => Bundle(at),
                LabCause.Retries => Pay(at),
                LabCause.NoCache => has.Contains(cause) || random.NextDouble() >= shape.Hits ? Span("0", "rates", at, at + Took("rates"), false) : at,
                _ => Stock(at),
            };
        }

        var end = Math.Max(at, side) + Millis(2);
        _spans.Add(new SpanEvidence("0", "", "web", "entry", "server", 0, end, false));
        return new TraceEvidence(id, _spans);
    }

    private long Slow(long at, LabCause cause)
    {
        var (own, query) = (Scaled(Took("slow"), cause), Scaled(Took("query"), cause));
        // One worker: waiting follows from how busy it is (Pollaczek and Khinchine), which falls with what a call takes.
        var busy = shape.Busy * (has.Contains(cause) ? 1 : 1 - shape.SpeedUp);
        var wait = cause == LabCause.SaturatedQueue ? (long)(-Math.Log(1 - random.NextDouble()) * (own + query) * busy / (1 - busy) / 2) : 0;
        var id = Next();
        Span(id, "query", at + wait + (own / 2), at + wait + (own / 2) + query, false);
        return Add(id, "0", "slow", at, at + wait + own + query, false);
    }

    private long Items(long at)
    {
        for (var call = has.Contains(LabCause.RepeatedCalls) ? shape.Items : 1; call > 0; call--)
        {
            at = Span("0", "item", at, at + Took("item"), false);
        }

        return at;
    }

    private long Bundle(long at)
    {
        var id = Next();
        var (from, last) = (at + Millis(1), at);
        foreach (var (millis, i) in shape.Bundle.Select((m, i) => (m, i)))
        {
            var end = Span(id, $"part {i}", from, from + Millis(millis), false);
            last = Math.Max(last, end);
            from = has.Contains(LabCause.SerialCalls) ? end : from;
        }

        return Add(id, "0", "bundle", at, last + Millis(1), false);
    }

    private long Pay(long at)
    {
        for (var attempt = 0; attempt < 2 && has.Contains(LabCause.Retries) && random.NextDouble() < shape.FailedShare; attempt++)
        {
            at = Span("0", "pay", at, at + Took("pay"), true) + Millis(10 << attempt);
        }

        return Span("0", "pay", at, at + Took("pay"), false);
    }

    private long Stock(long at)
    {
        var id = Next();
        var held = has.Contains(LabCause.Lock) && random.NextDouble() < shape.LockShare ? (long)(-Math.Log(1 - random.NextDouble()) * shape.LockMillis * 1e6) : 0;
        var asked = at + Millis(0.5);
        var begun = Span(id, "lock", asked, asked + held, false);
        return Add(id, "0", "stock", at, begun + Took("stock"), false);
    }

    private long Scaled(long nanos, LabCause cause) => has.Contains(cause) ? nanos : (long)(nanos * (1 - shape.SpeedUp));

    private long Took(string call) => Millis(shape.Millis[call]);

    private string Next() => $"{++_last}";

    private long Span(string parent, string name, long from, long to, bool isError, string service = "back") => Add(Next(), parent, name, from, to, isError, service);

    private long Add(string id, string parent, string name, long from, long to, bool isError, string service = "back")
    {
        _spans.Add(new SpanEvidence(id, parent, service, name, "client", from, to - from, isError));
        return to;
    }

    private long Millis(double median) => (long)(median * 1e6 * Math.Exp(0.35 * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble())));
}
