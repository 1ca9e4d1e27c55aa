using System.IO.Hashing;
using System.Runtime.InteropServices;
using Upshot.Observe.Otlp;

namespace Upshot.Observe.Receive;

/// <summary>A data point that says what happened since the one before: where it comes twice, sums are too large.</summary>
/// <param name="Ordinal">Which of the points of its request it is.</param>
/// <param name="Key">Hash of its series, start, time and value, as they were received.</param>
internal readonly record struct DeltaPoint(int Ordinal, ulong Key, ulong Time, ResourceInfo Resource)
{
    public static DeltaPoint Of(int ordinal, ulong series, in PointFields point, ResourceInfo resource)
    {
        // Two processes that do not say who they are may share series and times; what they measure is not the same for long.
        ReadOnlySpan<ulong> parts =
        [
            series, point.Start, point.Time, point.Count, Bits(point.Sum), Bits(point.Double), (ulong)(point.Integer ?? 0), Bits(point.Min), Bits(point.Max),
        ];
        return new(ordinal, XxHash3.HashToUInt64(MemoryMarshal.AsBytes(parts)), point.Time, resource);
    }

    private static ulong Bits(double? value) => BitConverter.DoubleToUInt64Bits(value ?? 0);
}
