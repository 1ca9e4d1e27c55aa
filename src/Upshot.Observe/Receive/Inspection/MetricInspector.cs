using Upshot.Observe.Otlp;

namespace Upshot.Observe.Receive.Inspection;

/// <summary>ExportMetricsServiceRequest, looked at at the door: the records are the data points.</summary>
internal static class MetricInspector
{
    private const uint Point = (1 << 3) | 2;

    public static void Inspect(in RequestBytes request, ResourceCache resources, BatchSummary summary)
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
                    Inspect(points.Bytes(), metric, cursor.Resource, summary);
                }
                else
                {
                    points.Skip();
                }
            }
        }
    }

    private static void Inspect(Slice record, MetricHead metric, ResourceInfo resource, BatchSummary summary)
    {
        var keys = default(RepeatedKeys);
        var hasLong = false;
        var (attribute, exemplar) = (PointFields.AttributeTag(metric.Kind), PointFields.ExemplarTag(metric.Kind));
        var point = new PointFields { Message = record };
        var wire = new Wire(record);
        while (wire.Next())
        {
            if (wire.Tag == attribute)
            {
                var (key, value) = KeyValue.Read(wire.Bytes());
                AnyValue.Check(value);
                keys.Add(key);
                hasLong |= value.Length > Cut.MaxValue;
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

        ExponentialBuckets.Sum(point.Positive);
        ExponentialBuckets.Sum(point.Negative);
        if (point.Refusal(metric) is { } refusal)
        {
            summary.Reject(refusal, resource);
        }
        else
        {
            summary.Record((long)point.Time, resource);
            AttributeNotes.Take(record, attribute, keys, hasLong, resource, summary);
            if (metric.IsCut)
            {
                summary.Notes.Add(resource.Service, NoticeReason.NameCut);
            }
        }
    }
}
