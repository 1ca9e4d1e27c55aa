using Upshot.Observe.Otlp;

namespace Upshot.Observe.Receive.Inspection;

/// <summary>ExportMetricsServiceRequest, looked at at the door: the records are the data points.</summary>
internal static class MetricInspector
{
    private const uint Point = (1 << 3) | 2;

    public static void Inspect(in RequestBytes request, ResourceCache resources, BatchSummary summary)
    {
        var ordinal = 0;
        var cursor = new RecordCursor(request.Bytes, resources);
        while (cursor.Next())
        {
            var metric = MetricHead.Read(cursor.Record, cursor.Resource, cursor.Scope);
            var points = new Wire(metric.Data);
            while (points.Next())
            {
                if (points.Tag == Point)
                {
                    Inspect(points.Bytes(), metric, cursor.Resource, ordinal++, summary);
                }
                else
                {
                    points.Skip();
                }
            }
        }
    }

    private static void Inspect(Slice record, MetricHead metric, ResourceInfo resource, int ordinal, BatchSummary summary)
    {
        var keys = default(RepeatedKeys);
        var hasLong = false;
        var (attribute, exemplar) = (PointFields.AttributeTag(metric.Kind), PointFields.ExemplarTag(metric.Kind));
        var series = default(SeriesHash);
        var point = new PointFields { Message = record };
        var wire = new Wire(record);
        while (wire.Next())
        {
            if (wire.Tag == attribute)
            {
                var keyValue = wire.Bytes();
                var (key, value) = KeyValue.Read(keyValue);
                AnyValue.Check(value);
                keys.Add(key);
                hasLong |= value.Length > Cut.MaxValue;
                if (metric.IsDelta)
                {
                    series.Add(keyValue);
                }
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
            if (metric.IsDelta)
            {
                summary.Deltas.Add(DeltaPoint.Of(ordinal, series.With(metric), point, resource));
            }

            if (metric.IsCut)
            {
                summary.Notes.Add(resource.Service, NoticeReason.NameCut);
            }
        }
    }
}
