using Upshot.Evidence;
using Upshot.Observe.Otlp;

namespace Upshot.Observe.Receive.Captured;

internal static class CapturedMetrics
{
    private const uint ExemplarAttribute = (7 << 3) | 2;

    public static CapturedMetric Read(Slice message, TelemetryOrigin origin)
    {
        var head = MetricHead.ReadWithoutIdentity(message);
        var points = new List<CapturedPoint>();
        var wire = new Wire(head.Data);
        while (wire.Next())
        {
            if (wire.Tag == ((1 << 3) | 2))
            {
                points.Add(Point(wire.Bytes(), head.Kind));
            }
            else
            {
                wire.Skip();
            }
        }

        return new(origin, CapturedValues.Text(head.Name), CapturedValues.Text(head.Unit), KindOf(head.Kind))
        {
            Temporality = head.Temporality switch { 1 => CapturedTemporality.Delta, 2 => CapturedTemporality.Cumulative, _ => CapturedTemporality.Unspecified },
            IsMonotonic = head.Monotonic,
            Points = points,
        };
    }

    private static CapturedMetricKind KindOf(MetricKind kind) => kind switch
    {
        MetricKind.Gauge => CapturedMetricKind.Gauge,
        MetricKind.Sum => CapturedMetricKind.Sum,
        MetricKind.Histogram => CapturedMetricKind.Histogram,
        MetricKind.ExponentialHistogram => CapturedMetricKind.ExponentialHistogram,
        MetricKind.Summary => CapturedMetricKind.Summary,
        _ => CapturedMetricKind.None,
    };

    private static CapturedPoint Point(Slice message, MetricKind kind)
    {
        var fields = default(PointFields);
        var exemplars = new List<CapturedExemplar>();
        var (attribute, exemplar) = (PointFields.AttributeTag(kind), PointFields.ExemplarTag(kind));
        var wire = new Wire(message);
        while (wire.Next())
        {
            if (wire.Tag == exemplar)
            {
                exemplars.Add(Exemplar(wire.Bytes()));
            }
            else if (wire.Tag == attribute)
            {
                wire.Skip();
            }
            else
            {
                fields.Take(kind, ref wire);
            }
        }

        var isHistogram = kind == MetricKind.Histogram;
        return new((long)Math.Min(fields.Start, long.MaxValue), (long)Math.Min(fields.Time, long.MaxValue))
        {
            Attributes = CapturedValues.Attributes(message, attribute),
            Value = fields.Double ?? fields.Integer,
            Count = fields.Count,
            Sum = fields.Sum,
            Min = fields.Min,
            Max = fields.Max,
            Buckets = isHistogram ? Numbers(message, 6, areDoubles: false) : [],
            Bounds = isHistogram ? Numbers(message, 7, areDoubles: true) : [],
            Exemplars = exemplars,
        };
    }

    private static CapturedExemplar Exemplar(Slice message)
    {
        Slice trace = default, span = default;
        var value = 0.0;
        var wire = new Wire(message);
        while (wire.Next())
        {
            switch (wire.Tag)
            {
                case (3 << 3) | 1:
                    value = BitConverter.UInt64BitsToDouble(wire.Fixed64());
                    break;
                case (4 << 3) | 2:
                    span = wire.Bytes();
                    break;
                case (5 << 3) | 2:
                    trace = wire.Bytes();
                    break;
                case (6 << 3) | 1:
                    value = (long)wire.Fixed64();
                    break;
                default:
                    wire.Skip();
                    break;
            }
        }

        return new(CapturedValues.Id(trace), CapturedValues.Id(span), value) { Attributes = CapturedValues.Attributes(message, ExemplarAttribute) };
    }

    /// <summary>A repeated field of eight-byte numbers, packed or not.</summary>
    private static List<double> Numbers(Slice message, int field, bool areDoubles)
    {
        var numbers = new List<double>();
        var wire = new Wire(message);
        while (wire.Next())
        {
            if (wire.Field != field || (wire.Tag & 7) is not (1 or 2))
            {
                wire.Skip();
            }
            else if ((wire.Tag & 7) == 1)
            {
                Add(wire.Fixed64());
            }
            else
            {
                var packed = new Wire(wire.Bytes());
                while (packed.HasMore)
                {
                    Add(packed.Fixed64());
                }
            }
        }

        return numbers;

        void Add(ulong bits) => numbers.Add(areDoubles ? BitConverter.UInt64BitsToDouble(bits) : bits);
    }
}
