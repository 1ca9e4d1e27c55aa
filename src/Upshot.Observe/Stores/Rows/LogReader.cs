using Upshot.Observe.Otlp;

namespace Upshot.Observe.Stores.Rows;

/// <summary>ExportLogsServiceRequest.</summary>
internal sealed class LogReader(TableSchema schema, ResourceCache resources) : RecordReader(schema)
{
    public override IEnumerable<RecordPlace> Records(RequestBytes request) => RecordCursor.All(request, resources);

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
}
