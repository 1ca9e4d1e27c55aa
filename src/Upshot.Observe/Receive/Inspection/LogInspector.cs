using Upshot.Observe.Otlp;

namespace Upshot.Observe.Receive.Inspection;

/// <summary>ExportLogsServiceRequest, looked at at the door: the records are the log records.</summary>
internal static class LogInspector
{
    public static void Inspect(in RequestBytes request, ResourceCache resources, BatchSummary summary)
    {
        var cursor = new RecordCursor(request.Bytes, resources);
        while (cursor.Next())
        {
            Inspect(cursor.Record, cursor.Resource, request.ReceivedAt, summary);
        }
    }

    private static void Inspect(Slice record, ResourceInfo resource, long receivedAt, BatchSummary summary)
    {
        var log = default(LogFields);
        var keys = default(RepeatedKeys);
        var hasLong = false;
        var wire = new Wire(record);
        while (wire.Next())
        {
            switch (wire.Tag)
            {
                case LogFields.Attribute:
                    var (key, value) = KeyValue.Read(wire.Bytes());
                    AnyValue.Check(value);
                    keys.Add(key);
                    hasLong |= value.Length > Cut.MaxValue;
                    break;
                case LogFields.Body:
                    AnyValue.Check(wire.Bytes());
                    break;
                default:
                    log.Take(ref wire);
                    break;
            }
        }

        if (log.Refusal() is { } refusal)
        {
            summary.Reject(refusal, resource);
        }
        else
        {
            summary.Record((long)log.Time(receivedAt), resource);
            summary.HasUntimed |= !log.HasTime;
            AttributeNotes.Take(record, LogFields.Attribute, keys, hasLong, resource, summary);
        }
    }
}
