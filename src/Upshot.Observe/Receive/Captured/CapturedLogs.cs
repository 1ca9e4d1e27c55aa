using Upshot.Evidence;
using Upshot.Observe.Receive.Protobuf;

namespace Upshot.Observe.Receive.Emitted;

internal static class EmittedLogs
{
    public static EmittedLog Read(Slice message, EmissionOrigin origin)
    {
        var fields = default(LogFields);
        var wire = new Wire(message);
        while (wire.Next())
        {
            fields.Take(ref wire);
        }

        var attributes = EmittedValues.Attributes(message, LogFields.Attribute);

        // SDKs that are older than the field write the name of an event into an attribute.
        var name = fields.EventName.Length > 0 ? EmittedValues.Text(fields.EventName)
            : attributes.TryGetValue("event.name", out var old) ? old.Text : "";
        return new(
            origin,
            name,
            EmittedValues.Value(fields.BodyValue),
            fields.Severity,
            (long)Math.Min(fields.Time(0), long.MaxValue),
            fields.HasTraceId ? EmittedValues.Id(fields.TraceId) : "",
            fields.HasSpanId ? EmittedValues.Id(fields.SpanId) : "")
        {
            Attributes = attributes,
        };
    }
}
