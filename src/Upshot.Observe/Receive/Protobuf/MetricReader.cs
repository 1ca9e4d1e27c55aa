using Upshot.Observe.Store;

namespace Upshot.Observe.Receive.Protobuf;

/// <summary>ExportMetricsServiceRequest: the records are the data points.</summary>
internal sealed class MetricReader(TableSchema schema, ResourceCache resources) : RecordReader(schema)
{
    private const uint Point = (1 << 3) | 2;

    public override Found Inspect(in ReceivedBody body)
    {
        var found = new Found();
        var cursor = new RecordCursor(body.Bytes, resources);
        while (cursor.Next())
        {
            var metric = MetricHead.Read(cursor.Record, cursor.Resource, cursor.Scope);
            var points = new Wire(metric.Data);
            while (points.Next())
            {
                if (points.Tag == Point)
                {
                    Inspect(points.Bytes(), metric, found);
                }
                else
                {
                    points.Skip();
                }
            }
        }

        return found;
    }

    public override IEnumerable<RecordPlace> Records(ReceivedBody body)
    {
        var cursor = new RecordCursor(body.Bytes, resources);
        while (cursor.Next())
        {
            var metric = MetricHead.Read(cursor.Record, cursor.Resource, cursor.Scope);
            var points = new Wire(metric.Data);
            while (points.Next())
            {
                if (points.Tag == Point)
                {
                    yield return new(points.Bytes(), cursor.Resource, cursor.Scope, body.ReceivedAt, metric);
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

    private static void Inspect(Slice record, MetricHead metric, Found found)
    {
        var (attribute, exemplar) = (PointFields.AttributeTag(metric.Kind), PointFields.ExemplarTag(metric.Kind));
        var point = default(PointFields);
        var wire = new Wire(record);
        while (wire.Next())
        {
            if (wire.Tag == attribute)
            {
                AnyValue.CheckAttribute(wire.Bytes());
            }
            else if (wire.Tag == exemplar)
            {
                Exemplars.Check(wire.Bytes());
            }
            else if (wire.Tag == SummaryQuantiles.Tag && metric.Kind == MetricKind.Summary)
            {
                SummaryQuantiles.Read(wire.Bytes());
            }
            else
            {
                point.Take(metric.Kind, ref wire);
            }
        }

        ExponentialBuckets.Check(point.Positive);
        ExponentialBuckets.Check(point.Negative);
        if (point.Refusal(metric) is { } refusal)
        {
            found.Reject(refusal);
        }
        else
        {
            found.Record((long)point.Time);
        }
    }
}
