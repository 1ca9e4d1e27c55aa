using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace Upshot.Observe.Otlp;

/// <summary>A number for the series that a data point belongs to: its metric and its attributes, in whatever order they come.</summary>
internal struct SeriesHash
{
    public ulong OfAttributes { get; private set; }

    public void Add(Slice keyValue) => OfAttributes += XxHash3.HashToUInt64(keyValue.Span);

    public readonly ulong With(MetricHead metric) => XxHash3.HashToUInt64(MemoryMarshal.AsBytes([metric.Identity, OfAttributes]));
}
