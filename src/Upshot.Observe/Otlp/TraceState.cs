using System.Globalization;

namespace Upshot.Observe.Otlp;

/// <summary>
/// How many spans a sampled one stands for, from the <c>ot=th:</c> member of the W3C tracestate: 2^56 / (2^56 − T).
/// Source: OpenTelemetry, "TraceState: Probability Sampling".
/// </summary>
internal static class TraceState
{
    private const ulong All = 1UL << 56;

    /// <summary>1 when the state names no threshold, or none that can be read.</summary>
    public static double AdjustedCount(ReadOnlySpan<byte> traceState)
    {
        foreach (var member in traceState.Split((byte)','))
        {
            var text = traceState[member].Trim(" \t"u8);
            if (text.StartsWith("ot="u8))
            {
                return OfMember(text[3..]);
            }
        }

        return 1;
    }

    private static double OfMember(ReadOnlySpan<byte> value)
    {
        foreach (var part in value.Split((byte)';'))
        {
            var text = value[part];
            if (text.StartsWith("th:"u8))
            {
                var digits = text[3..];
                return digits.Length is > 0 and <= 14 && ulong.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var threshold)
                    ? (double)All / (All - (threshold << (4 * (14 - digits.Length))))
                    : 1;
            }
        }

        return 1;
    }
}
