using Upshot.Evidence;
using Upshot.Observe.Policy;
using Upshot.Observe.Receive.Protobuf;

namespace Upshot.Observe.Receive.Emitted;

internal static class EmittedSpans
{
    private const byte Error = 2;

    public static EmittedSpan Read(Slice message, EmissionOrigin origin)
    {
        var fields = default(SpanFields);
        var events = new List<EmittedSpanEvent>();
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
            EmittedValues.Id(fields.TraceId),
            EmittedValues.Id(fields.Id),
            EmittedValues.Id(fields.Parent),
            EmittedValues.Text(fields.Name),
            SpanKinds.Names[fields.Kind],
            (long)Math.Min(fields.Start, long.MaxValue),
            (long)Math.Min(fields.End, long.MaxValue))
        {
            IsError = fields.Status == Error,
            StatusMessage = EmittedValues.Text(fields.StatusMessage),
            Attributes = EmittedValues.Attributes(message, SpanFields.Attribute),
            Events = events,
            Links = links,
        };
    }

    private static EmittedSpanEvent Event(Slice message)
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

        return new(EmittedValues.Text(name), (long)Math.Min(time, long.MaxValue)) { Attributes = EmittedValues.Attributes(message, (3 << 3) | 2) };
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

        return (EmittedValues.Id(trace), EmittedValues.Id(span));
    }
}
