using Upshot.Evidence;
using Upshot.Observe.Otlp;

namespace Upshot.Observe.Receive.Captured;

internal static class CapturedSpans
{
    private const byte Error = 2;

    public static CapturedSpan Read(Slice message, TelemetryOrigin origin)
    {
        var fields = default(SpanFields);
        var events = new List<CapturedSpanEvent>();
        var links = new List<(string, string)>();
        var wire = new Wire(message);
        while (wire.Next())
        {
            switch (wire.Tag)
            {
                case SpanFields.Event:
                    events.Add(Event(wire.Bytes()));
                    break;
                case SpanFields.Link:
                    links.Add(Link(wire.Bytes()));
                    break;
                default:
                    fields.Take(ref wire);
                    break;
            }
        }

        return new(
            origin,
            CapturedValues.Id(fields.TraceId),
            CapturedValues.Id(fields.Id),
            CapturedValues.Id(fields.Parent),
            CapturedValues.Text(fields.Name),
            SpanKinds.Names[fields.Kind],
            (long)Math.Min(fields.Start, long.MaxValue),
            (long)Math.Min(fields.End, long.MaxValue))
        {
            IsError = fields.Status == Error,
            StatusMessage = CapturedValues.Text(fields.StatusMessage),
            TraceState = CapturedValues.Text(fields.TraceState),
            Attributes = CapturedValues.Attributes(message, SpanFields.Attribute),
            Events = events,
            Links = links,
        };
    }

    private static CapturedSpanEvent Event(Slice message)
    {
        var (name, time) = (default(Slice), 0UL);
        var wire = new Wire(message);
        while (wire.Next())
        {
            switch (wire.Tag)
            {
                case (1 << 3) | 1:
                    time = wire.Fixed64();
                    break;
                case (2 << 3) | 2:
                    name = wire.Bytes();
                    break;
                default:
                    wire.Skip();
                    break;
            }
        }

        return new(CapturedValues.Text(name), (long)Math.Min(time, long.MaxValue)) { Attributes = CapturedValues.Attributes(message, (3 << 3) | 2) };
    }

    private static (string, string) Link(Slice message)
    {
        var (trace, span) = (default(Slice), default(Slice));
        var wire = new Wire(message);
        while (wire.Next())
        {
            switch (wire.Tag)
            {
                case (1 << 3) | 2:
                    trace = wire.Bytes();
                    break;
                case (2 << 3) | 2:
                    span = wire.Bytes();
                    break;
                default:
                    wire.Skip();
                    break;
            }
        }

        return (CapturedValues.Id(trace), CapturedValues.Id(span));
    }
}
