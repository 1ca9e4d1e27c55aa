using Upshot.Observe.Otlp;

namespace Upshot.Observe.Receive.Inspection;

/// <summary>ExportMetricsServiceRequest, looked at at the door: the records are the data points.</summary>
internal static class MetricInspector
{
    private const uint Point = (1 << 3) | 2;

    public static BatchSummary Inspect(in RequestBytes request, ResourceCache resources)
    {
        var summary = new BatchSummary();
        var cursor = new RecordCursor(request.Bytes, resources);
        while (cursor.Next())
        {
            var metric = MetricHead.Read(cursor.Record, cursor.Resource, cursor.Scope);
            var points = new Wire(metric.Data);
            while (points.Next())
            {
                if (points.Tag == Point)
                {
                    Inspect(points.Bytes(), metric, summary);
                }
                else
                {
                    points.Skip();
                }
            }
        }

        return summary;
    }

    private static void Inspect(Slice record, MetricHead metric, BatchSummary summary)
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
            summary.Reject(refusal);
        }
        else
        {
            summary.Record((long)point.Time);
        }
    }
}
