using Upshot.Observe.Otlp;

namespace Upshot.Observe.Receive.Inspection;

/// <summary>ExportLogsServiceRequest, looked at at the door: the records are the log records.</summary>
internal static class LogInspector
{
    public static BatchSummary Inspect(in RequestBytes request, ResourceCache resources)
    {
        var summary = new BatchSummary();
        var cursor = new RecordCursor(request.Bytes, resources);
        while (cursor.Next())
        {
            Inspect(cursor.Record, request.ReceivedAt, summary);
        }

        return summary;
    }

    private static void Inspect(Slice record, long receivedAt, BatchSummary summary)
    {
        var log = default(LogFields);
        var wire = new Wire(record);
        while (wire.Next())
        {
            switch (wire.Tag)
            {
                case LogFields.Attribute:
                    AnyValue.CheckAttribute(wire.Bytes());
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
            summary.Reject(refusal);
        }
        else
        {
            summary.Record((long)log.Time(receivedAt));
        }
    }
}
