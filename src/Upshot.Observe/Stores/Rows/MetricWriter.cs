using Upshot.Observe.Otlp;

namespace Upshot.Observe.Stores.Rows;

/// <summary>Data points as rows.</summary>
internal sealed class MetricWriter(TableSchema schema) : RowWriter
{
    /// <summary>Up to here every integer is a double.</summary>
    private const long ExactInDouble = 1L << 53;

    private static readonly PinnedText[] Kinds = [new(""), new("gauge"), new("sum"), new("histogram"), new("exponential_histogram"), new("summary")];
    private static readonly PinnedText[] Temporalities = [new(""), new("delta"), new("cumulative"), new("")];
    private readonly AttributeWriter _attributes = new(schema, MetricSchema.Attributes);
    private readonly JsonText _json = new();
    private readonly JsonText _bounds = new();
    private byte[] _boundsBytes = [];

    public override bool Write(in RecordPlace place, ColumnChunk chunk)
    {
        var metric = place.Metric!;
        var (attribute, exemplar) = (PointFields.AttributeTag(metric.Kind), PointFields.ExemplarTag(metric.Kind));
        var readsAttributes = chunk.ReadsFrom(MetricSchema.Series);
        var series = default(SeriesHash);
        var point = new PointFields { Message = place.Record };
        var wire = new Wire(place.Record);
        while (wire.Next())
        {
            if (wire.Tag == attribute && readsAttributes)
            {
                var keyValue = wire.Bytes();
                series.Add(keyValue);
                _attributes.Add(keyValue, chunk);
            }
            else if (wire.Tag == exemplar)
            {
                point.HasExemplars = true;
                wire.Skip();
            }
            else
            {
                point.Take(metric.Kind, ref wire);
            }
        }

        _attributes.End(chunk);
        if (point.Refusal(metric) is not null)
        {
            chunk.ForgetRow();
            return false;
        }

        WriteMetric(metric, chunk);
        chunk.SetInteger(MetricSchema.Series, (long)series.With(metric));
        WritePoint(point, place, metric.Kind, chunk);
        if (point.HasExemplars && chunk.Reads(MetricSchema.Exemplars))
        {
            Exemplars.Write(place.Record, exemplar, _json);
            chunk.CopyText(MetricSchema.Exemplars, _json.Written);
        }

        ResourceWriter.Write(place, MetricSchema.Service, MetricSchema.Version, chunk);
        AttributeWriter.SetTextIfAny(chunk, MetricSchema.Signals, place.Scope.Signals);
        chunk.NextRow();
        return true;
    }

    private static void WriteMetric(MetricHead metric, ColumnChunk chunk)
    {
        AttributeWriter.SetText(chunk, MetricSchema.Name, metric.Name);
        AttributeWriter.SetTextIfAny(chunk, MetricSchema.Unit, metric.Unit);
        AttributeWriter.SetText(chunk, MetricSchema.Kind, Kinds[(int)metric.Kind]);
        AttributeWriter.SetTextIfAny(chunk, MetricSchema.Temporality, Temporalities[metric.Temporality].Slice);
        if (metric.Kind == MetricKind.Sum)
        {
            chunk.SetByte(MetricSchema.Monotonic, metric.Monotonic ? (byte)1 : (byte)0);
        }
    }

    private void WritePoint(in PointFields point, in RecordPlace place, MetricKind kind, ColumnChunk chunk)
    {
        chunk.SetInteger(MetricSchema.Time, (long)point.Time);
        if (point.Start > 0)
        {
            chunk.SetInteger(MetricSchema.StartTime, (long)point.Start);
        }

        if (point.Flags > 0)
        {
            chunk.SetInteger(MetricSchema.Flags, point.Flags);
        }

        if (point.HasNoValue)
        {
            return;
        }

        switch (kind)
        {
            case MetricKind.Gauge or MetricKind.Sum:
                WriteNumber(point, chunk);
                return;
            case MetricKind.Histogram when chunk.Reads(MetricSchema.Bounds) || chunk.Reads(MetricSchema.BucketCounts):
                WriteBuckets(point, place.Record, chunk);
                break;
            case MetricKind.ExponentialHistogram when chunk.Reads(MetricSchema.Exponential):
                WriteExponential(point, chunk);
                break;
            case MetricKind.Summary when chunk.Reads(MetricSchema.Quantiles):
                SummaryQuantiles.Write(place.Record, _json);
                chunk.CopyText(MetricSchema.Quantiles, _json.Written);
                break;
        }

        chunk.SetInteger(MetricSchema.Count, (long)point.Count);
        Set(chunk, MetricSchema.Sum, kind == MetricKind.Summary ? point.Sum ?? 0 : point.Sum);
        Set(chunk, MetricSchema.Min, point.Min);
        Set(chunk, MetricSchema.Max, point.Max);
    }

    private static void WriteNumber(in PointFields point, ColumnChunk chunk)
    {
        if (point.Integer is not { } integer)
        {
            Set(chunk, MetricSchema.Value, point.Double);
            return;
        }

        chunk.SetDouble(MetricSchema.Value, integer);
        if (integer is > ExactInDouble or < -ExactInDouble)
        {
            chunk.SetInteger(MetricSchema.ValueInt, integer);
        }
    }

    private void WriteBuckets(in PointFields point, Slice record, ColumnChunk chunk)
    {
        if (point.BucketCounts.Count == 0)
        {
            return;
        }

        _json.Clear();
        RepeatedNumbers.Write(record, 6, areDoubles: false, _json);
        chunk.CopyText(MetricSchema.BucketCounts, _json.Written);

        // Nearly all points have the bounds of the one before: writing fourteen doubles as text takes longer than all else.
        var bytes = point.Bounds.Packed.Span;
        if (bytes.IsEmpty || !bytes.SequenceEqual(_boundsBytes))
        {
            _bounds.Clear();
            RepeatedNumbers.Write(record, 7, areDoubles: true, _bounds);
            _boundsBytes = bytes.ToArray();
        }

        chunk.CopyText(MetricSchema.Bounds, _bounds.Written);
    }

    private void WriteExponential(in PointFields point, ColumnChunk chunk)
    {
        _json.Clear();
        _json.Raw("{\"scale\":"u8);
        _json.Number((long)point.Scale);
        _json.Raw(",\"zero_count\":"u8);
        _json.Number(point.ZeroCount);
        _json.Raw(",\"zero_threshold\":"u8);
        _json.Number(point.ZeroThreshold);
        _json.Raw(",\"positive\":"u8);
        ExponentialBuckets.Write(point.Positive, _json);
        _json.Raw(",\"negative\":"u8);
        ExponentialBuckets.Write(point.Negative, _json);
        _json.Raw((byte)'}');
        chunk.CopyText(MetricSchema.Exponential, _json.Written);
    }

    private static void Set(ColumnChunk chunk, int column, double? value)
    {
        if (value is { } number)
        {
            chunk.SetDouble(column, number);
        }
    }
}
