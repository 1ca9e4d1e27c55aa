using Upshot.Evidence;
using Upshot.Observe.Otlp;

namespace Upshot.Observe.Receive.Captured;

internal static class CapturedLogs
{
    public static CapturedLog Read(Slice message, TelemetryOrigin origin)
    {
        var fields = default(LogFields);
        var wire = new Wire(message);
        while (wire.Next())
        {
            fields.Take(ref wire);
        }

        var attributes = CapturedValues.Attributes(message, LogFields.Attribute);

        // SDKs that are older than the field write the name of an event into an attribute.
        var name = fields.EventName.Length > 0 ? CapturedValues.Text(fields.EventName)
            : attributes.TryGetValue("event.name", out var old) ? old.Text : "";
        return new(
            origin,
            name,
            CapturedValues.Value(fields.BodyValue),
            fields.Severity,
            (long)Math.Min(fields.Time(0), long.MaxValue),
            fields.HasTraceId ? CapturedValues.Id(fields.TraceId) : "",
            fields.HasSpanId ? CapturedValues.Id(fields.SpanId) : "")
        {
            Attributes = attributes,
        };
    }
}
