using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace Upshot.Observe.Otlp;

internal enum MetricKind : byte
{
    /// <summary>A metric without data, or of a kind that this version does not know.</summary>
    None,
    Gauge,
    Sum,
    Histogram,
    ExponentialHistogram,
    Summary,
}

/// <summary>What a metric says of all its data points, which are nested in it. Source: opentelemetry-proto, metrics.proto.</summary>
internal sealed class MetricHead
{
    private const uint Temporality2 = (2 << 3) | 0, Monotonic3 = (3 << 3) | 0;

    public Slice Name { get; private set; }

    /// <summary>The name was longer.</summary>
    public bool IsCut { get; private set; }

    public Slice Unit { get; private set; }

    public MetricKind Kind { get; private set; }

    /// <summary>1 delta, 2 cumulative, 0 unspecified or without meaning.</summary>
    public byte Temporality { get; private set; }

    public bool IsDelta => Temporality == 1;

    public bool Monotonic { get; private set; }

    /// <summary>Gauge, Sum, …: its field 1 are the data points.</summary>
    public Slice Data { get; private set; }

    /// <summary>Hash of resource, scope and name: with a point's attributes it makes a series.</summary>
    public ulong Identity { get; private set; }

    public static MetricHead Read(Slice metric, ResourceInfo resource, Scope scope)
    {
        var head = ReadWithoutIdentity(metric);
        head.Identity = XxHash3.HashToUInt64(MemoryMarshal.AsBytes([resource.Hash, XxHash3.HashToUInt64(scope.Name.Span), XxHash3.HashToUInt64(head.Name.Span)]));
        return head;
    }

    public static MetricHead ReadWithoutIdentity(Slice metric)
    {
        var head = new MetricHead();
        var wire = new Wire(metric);
        while (wire.Next())
        {
            switch (wire.Tag)
            {
                case (1 << 3) | 2:
                    var name = wire.Bytes();
                    head.IsCut = name.Length > Cut.MaxName;
                    head.Name = Cut.Name(name);
                    break;
                case (3 << 3) | 2:
                    head.Unit = wire.Bytes();
                    break;
                default:
                    if (KindOf(wire.Tag) is var kind and not MetricKind.None)
                    {
                        (head.Kind, head.Data) = (kind, wire.Bytes());
                    }
                    else
                    {
                        wire.Skip();
                    }

                    break;
            }
        }

        head.ReadData();
        return head;
    }

    /// <summary>Of the field that holds a metric's data points; none: the field is another.</summary>
    public static MetricKind KindOf(uint tag) => tag switch
    {
        (5 << 3) | 2 => MetricKind.Gauge,
        (7 << 3) | 2 => MetricKind.Sum,
        (9 << 3) | 2 => MetricKind.Histogram,
        (10 << 3) | 2 => MetricKind.ExponentialHistogram,
        (11 << 3) | 2 => MetricKind.Summary,
        _ => MetricKind.None,
    };

    private void ReadData()
    {
        var wire = new Wire(Data);
        while (wire.Next())
        {
            switch (wire.Tag)
            {
                case Temporality2 when Kind is MetricKind.Sum or MetricKind.Histogram or MetricKind.ExponentialHistogram:
                    // A number that we do not know says nothing.
                    var temporality = wire.Varint();
                    Temporality = temporality <= 2 ? (byte)temporality : (byte)0;
                    break;
                case Monotonic3 when Kind is MetricKind.Sum:
                    Monotonic = wire.Varint() != 0;
                    break;
                default:
                    wire.Skip();
                    break;
            }
        }
    }
}
