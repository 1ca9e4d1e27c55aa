using System.Buffers.Binary;
using Upshot.Observe.Otlp;

namespace Upshot.Observe.Receive.Inspection;

/// <summary>ExportTraceServiceRequest, looked at at the door: its entry spans are the requests to count; no allocation for a span.</summary>
internal static class SpanInspector
{
    public static BatchSummary Inspect(in RequestBytes request, ResourceCache resources)
    {
        var summary = new BatchSummary();
        var cursor = new RecordCursor(request.Bytes, resources);
        while (cursor.Next())
        {
            Inspect(cursor.Record, cursor.Resource, summary);
        }

        return summary;
    }

    private static void Inspect(Slice record, ResourceInfo resource, BatchSummary summary)
    {
        var span = default(SpanFields);
        Slice route = default, method = default;
        var wire = new Wire(record);
        while (wire.Next())
        {
            switch (wire.Tag)
            {
                case SpanFields.Attribute:
                    var (key, value) = KeyValue.Read(wire.Bytes());
                    AnyValue.Check(value);
                    HttpNames.Take(key, value, ref route, ref method);
                    break;
                case SpanFields.Event:
                    CheckAttributes(wire.Bytes(), 3);
                    break;
                case SpanFields.Link:
                    CheckAttributes(wire.Bytes(), 4);
                    break;
                default:
                    span.Take(ref wire);
                    break;
            }
        }

        if (span.Refusal() is { } refusal)
        {
            summary.Reject(refusal);
            return;
        }

        summary.Record((long)span.Start);
        if (span.IsEntry)
        {
            var weight = WholeCount(TraceState.AdjustedCount(span.TraceState.Span), BinaryPrimitives.ReadUInt64BigEndian(span.Id.Span));
            summary.Requests.Add(new(resource, new(span.Name, route, method, span.Kind, record), (long)span.Start, span.DurationNanos, span.Status == 2, weight));
        }
    }

    /// <summary>Counts are whole: the fraction of an adjusted count is rounded by the span's own random id, which has no bias.</summary>
    private static long WholeCount(double adjusted, ulong spanId)
    {
        var whole = (long)adjusted;
        return adjusted == whole ? whole : whole + ((spanId >> 11) * (1.0 / (1UL << 53)) < adjusted - whole ? 1 : 0);
    }

    private static void CheckAttributes(Slice message, int field)
    {
        var wire = new Wire(message);
        while (wire.Next())
        {
            if (wire.Tag == (uint)((field << 3) | 2))
            {
                AnyValue.CheckAttribute(wire.Bytes());
            }
            else
            {
                wire.Skip();
            }
        }
    }
}
