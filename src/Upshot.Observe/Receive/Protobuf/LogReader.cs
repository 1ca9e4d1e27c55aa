using Upshot.Observe.Store;

namespace Upshot.Observe.Receive.Protobuf;

/// <summary>ExportLogsServiceRequest.</summary>
internal sealed class LogReader(TableSchema schema, ResourceCache resources) : RecordReader(schema)
{
    public override Found Inspect(in ReceivedBody body)
    {
        var found = new Found();
        var cursor = new RecordCursor(body.Bytes, resources);
        while (cursor.Next())
        {
            Inspect(cursor.Record, body.ReceivedAt, found);
        }

        return found;
    }

    public override IEnumerable<RecordPlace> Records(ReceivedBody body) => RecordCursor.All(body, resources);

    public override RowWriter NewWriter() => new LogWriter(Schema);

    public override SortKey SortKey(in RecordPlace place)
    {
        var log = default(LogFields);
        var wire = new Wire(place.Record);
        while (wire.Next())
        {
            log.Take(ref wire);
        }

        return new(log.EventName.Length > 0 ? log.EventName : LogTemplate.Of(log.BodyValue), log.Time(place.ReceivedAt));
    }

    private static void Inspect(Slice record, long receivedAt, Found found)
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
            found.Reject(refusal);
        }
        else
        {
            found.Record((long)log.Time(receivedAt));
        }
    }
}
