using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;

namespace Upshot.Instrument.Sampling;

/// <summary>Rejection thresholds of 56 bits: a trace is kept when its randomness is at least the threshold.</summary>
internal static class Threshold
{
    public const ulong All = 1UL << 56;

    /// <summary>2^56 (1 − p), rounded; <see cref="All"/> keeps nothing.</summary>
    public static ulong OfProbability(double probability) => All - (ulong)Math.Round(probability * All);

    /// <summary>Hexadecimal without trailing zeros, as <c>th</c> has it.</summary>
    public static string Digits(ulong threshold) => threshold.ToString("x14", CultureInfo.InvariantCulture).TrimEnd('0') is { Length: > 0 } digits ? digits : "0";

    /// <summary>The last 56 bits of the trace id.</summary>
    public static ulong Randomness(ActivityTraceId traceId)
    {
        Span<byte> bytes = stackalloc byte[16];
        traceId.CopyTo(bytes);
        return BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]) & (All - 1);
    }
}
