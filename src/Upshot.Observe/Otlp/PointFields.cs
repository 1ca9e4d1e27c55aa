namespace Upshot.Observe.Otlp;

/// <summary>The fields of one data point of any kind, found but not copied. Source: opentelemetry-proto, metrics.proto.</summary>
internal struct PointFields
{
    private const uint NoRecordedValue = 1;

    public ulong Start, Time, Count;
    public double? Sum, Min, Max, Double;
    public long? Integer;
    public uint Flags;
    public bool HasExemplars;

    // Of histograms: how many numbers there are; they are read again where they stand.
    public RepeatedNumbers BucketCounts, Bounds;

    /// <summary>The message itself, where its numbers are looked at again.</summary>
    public Slice Message;

    // Of exponential histograms.
    public int Scale;
    public ulong ZeroCount;
    public double ZeroThreshold;
    public Slice Positive, Negative;

    public readonly bool HasNoValue => (Flags & NoRecordedValue) != 0;

    public static uint AttributeTag(MetricKind kind) => kind switch
    {
        MetricKind.Histogram => (9 << 3) | 2,
        MetricKind.ExponentialHistogram => (1 << 3) | 2,
        _ => (7 << 3) | 2,
    };

    /// <summary>A summary has none.</summary>
    public static uint ExemplarTag(MetricKind kind) => kind switch
    {
        MetricKind.Histogram => (8 << 3) | 2,
        MetricKind.ExponentialHistogram => (11 << 3) | 2,
        MetricKind.Summary => 0,
        _ => (5 << 3) | 2,
    };

    /// <summary>Takes the field that <paramref name="wire"/> stands at; attributes and exemplars are the caller's.</summary>
    public void Take(MetricKind kind, ref Wire wire)
    {
        switch (wire.Tag)
        {
            case (2 << 3) | 1:
                Start = wire.Fixed64();
                break;
            case (3 << 3) | 1:
                Time = wire.Fixed64();
                break;
            default:
                switch (kind)
                {
                    case MetricKind.Histogram:
                        TakeHistogram(ref wire);
                        break;
                    case MetricKind.ExponentialHistogram:
                        TakeExponential(ref wire);
                        break;
                    case MetricKind.Summary:
                        TakeSummary(ref wire);
                        break;
                    default:
                        TakeNumber(ref wire);
                        break;
                }

                break;
        }
    }

    /// <summary>Why the point cannot be stored; null when it can.</summary>
    public readonly string? Refusal(MetricHead metric)
    {
        if (metric.Name.Length == 0)
        {
            return "a metric has no name";
        }

        if (Time is 0 or > long.MaxValue || Start > long.MaxValue)
        {
            return "the time of a data point is missing or beyond the year 2262";
        }

        return metric.Kind switch
        {
            MetricKind.Gauge or MetricKind.Sum when Double is null && Integer is null && !HasNoValue => "a data point has no value",
            MetricKind.Histogram or MetricKind.ExponentialHistogram when Count > 0 && Min > Max => "the smallest value of a histogram is above its largest",
            MetricKind.Histogram when !HasABucketMoreThanBounds =>
                "a histogram does not have one bucket more than bounds",
            MetricKind.Histogram => HistogramNumbers.Refusal(this),
            MetricKind.ExponentialHistogram => HistogramNumbers.RefusalOfExponential(this),
            _ => null,
        };
    }

    /// <summary>Or no buckets at all.</summary>
    private readonly bool HasABucketMoreThanBounds => BucketCounts.Count == Bounds.Count + 1 || (BucketCounts.Count == 0 && Bounds.Count == 0);

    private void TakeNumber(ref Wire wire)
    {
        switch (wire.Tag)
        {
            case (4 << 3) | 1:
                (Double, Integer) = (BitConverter.UInt64BitsToDouble(wire.Fixed64()), null);
                break;
            case (6 << 3) | 1:
                (Double, Integer) = (null, (long)wire.Fixed64());
                break;
            case (8 << 3) | 0:
                Flags = (uint)wire.Varint();
                break;
            default:
                wire.Skip();
                break;
        }
    }

    private void TakeHistogram(ref Wire wire)
    {
        switch (wire.Tag)
        {
            case (4 << 3) | 1:
                Count = wire.Fixed64();
                break;
            case (5 << 3) | 1:
                Sum = BitConverter.UInt64BitsToDouble(wire.Fixed64());
                break;
            case (6 << 3) | 1 or (6 << 3) | 2:
                BucketCounts.Take(ref wire);
                break;
            case (7 << 3) | 1 or (7 << 3) | 2:
                Bounds.Take(ref wire);
                break;
            case (10 << 3) | 0:
                Flags = (uint)wire.Varint();
                break;
            case (11 << 3) | 1:
                Min = BitConverter.UInt64BitsToDouble(wire.Fixed64());
                break;
            case (12 << 3) | 1:
                Max = BitConverter.UInt64BitsToDouble(wire.Fixed64());
                break;
            default:
                wire.Skip();
                break;
        }
    }

    private void TakeExponential(ref Wire wire)
    {
        switch (wire.Tag)
        {
            case (4 << 3) | 1:
                Count = wire.Fixed64();
                break;
            case (5 << 3) | 1:
                Sum = BitConverter.UInt64BitsToDouble(wire.Fixed64());
                break;
            case (6 << 3) | 0:
                Scale = ZigZag(wire.Varint());
                break;
            case (7 << 3) | 1:
                ZeroCount = wire.Fixed64();
                break;
            case (8 << 3) | 2:
                Positive = wire.Bytes();
                break;
            case (9 << 3) | 2:
                Negative = wire.Bytes();
                break;
            case (10 << 3) | 0:
                Flags = (uint)wire.Varint();
                break;
            case (12 << 3) | 1:
                Min = BitConverter.UInt64BitsToDouble(wire.Fixed64());
                break;
            case (13 << 3) | 1:
                Max = BitConverter.UInt64BitsToDouble(wire.Fixed64());
                break;
            case (14 << 3) | 1:
                ZeroThreshold = BitConverter.UInt64BitsToDouble(wire.Fixed64());
                break;
            default:
                wire.Skip();
                break;
        }
    }

    private void TakeSummary(ref Wire wire)
    {
        switch (wire.Tag)
        {
            case (4 << 3) | 1:
                Count = wire.Fixed64();
                break;
            case (5 << 3) | 1:
                Sum = BitConverter.UInt64BitsToDouble(wire.Fixed64());
                break;
            case (8 << 3) | 0:
                Flags = (uint)wire.Varint();
                break;
            default:
                wire.Skip();
                break;
        }
    }

    public static int ZigZag(ulong value) => (int)((uint)value >> 1) ^ -(int)((uint)value & 1);
}
