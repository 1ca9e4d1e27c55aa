using System.Buffers.Binary;
using Upshot.Observe.Policy;
using Upshot.Observe.Store;

namespace Upshot.Observe.Receive.Protobuf;

/// <summary>ExportTraceServiceRequest: requests to count at the door, rows when it is read; no allocation per span.</summary>
internal sealed class SpanReader(TableSchema schema, ResourceCache resources, OperationMatcher operations) : RecordReader(schema)
{
    public override Found Inspect(in ReceivedBody body)
    {
        var found = new Found();
        var cursor = new RecordCursor(body.Bytes, resources);
        while (cursor.Next())
        {
            Inspect(cursor.Record, cursor.Resource, found);
        }

        return found;
    }

    public override IEnumerable<RecordPlace> Records(ReceivedBody body) => RecordCursor.All(body, resources);

    public override RowWriter NewWriter() => new SpanWriter(Schema, operations);

    public override SortKey SortKey(in RecordPlace place)
    {
        var span = default(SpanFields);
        var wire = new Wire(place.Record);
        while (wire.Next())
        {
            span.Take(ref wire);
        }

        return new(span.Name, span.Start);
    }

    private void Inspect(Slice record, ResourceInfo resource, Found found)
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
            found.Reject(refusal);
            return;
        }

        found.Record((long)span.Start);
        if (EntrySpan.Is(span))
        {
            var weight = WholeCount(TraceState.AdjustedCount(span.TraceState.Span), BinaryPrimitives.ReadUInt64BigEndian(span.Id.Span));
            var operation = operations.Match(resource, new(span.Name, route, method, span.Kind, record));
            found.Requests.Add(new(resource, operation, span.Kind, route.Length > 0 ? route : span.Name, (long)span.Start, span.DurationNanos, span.Status == 2, weight));
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
