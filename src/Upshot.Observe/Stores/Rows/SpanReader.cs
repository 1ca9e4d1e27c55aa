using Upshot.Observe.Otlp;
using Upshot.Observe.Policy;

namespace Upshot.Observe.Stores.Rows;

/// <summary>ExportTraceServiceRequest as rows; no allocation per span.</summary>
internal sealed class SpanReader(TableSchema schema, ResourceCache resources, OperationMatcher operations) : RecordReader(schema)
{
    public override IEnumerable<RecordPlace> Records(RequestBytes request) => RecordCursor.All(request, resources);

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
}
