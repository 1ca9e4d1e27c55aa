using Upshot.Observe.Otlp;

namespace Upshot.Observe.Stores.Rows;

/// <summary>ExportMetricsServiceRequest: the records are the data points.</summary>
internal sealed class MetricReader(TableSchema schema, ResourceCache resources) : RecordReader(schema)
{
    private const uint Point = (1 << 3) | 2;

    public override IEnumerable<RecordPlace> Records(RequestBytes request)
    {
        var cursor = new RecordCursor(request.Bytes, resources);
        while (cursor.Next())
        {
            var metric = MetricHead.Read(cursor.Record, cursor.Resource, cursor.Scope);
            var points = new Wire(metric.Data);
            while (points.Next())
            {
                if (points.Tag == Point)
                {
                    yield return new(points.Bytes(), cursor.Resource, cursor.Scope, request.ReceivedAt, metric);
                }
                else
                {
                    points.Skip();
                }
            }
        }
    }

    public override RowWriter NewWriter() => new MetricWriter(Schema);

    public override SortKey SortKey(in RecordPlace place)
    {
        var metric = place.Metric!;
        var attribute = PointFields.AttributeTag(metric.Kind);
        var attributes = default(SeriesHash);
        ulong time = 0;
        var wire = new Wire(place.Record);
        while (wire.Next())
        {
            if (wire.Tag == attribute)
            {
                attributes.Add(wire.Bytes());
            }
            else if (wire.Tag == ((3 << 3) | 1))
            {
                time = wire.Fixed64();
            }
            else
            {
                wire.Skip();
            }
        }

        // The same attributes of all instances stand together: there are more attribute columns than resource columns.
        return new(metric.Name, time, new UInt128(attributes.OfAttributes, metric.Identity));
    }
}
