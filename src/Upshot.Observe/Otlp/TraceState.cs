using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Upshot.Observe.Otlp;

/// <summary>
/// How many spans a sampled one stands for, from the <c>ot=th:</c> member of the W3C tracestate: 2^56 / (2^56 − T). The state comes from
/// outside, so it is believed only where the span's randomness (<c>rv</c>, or the last 7 bytes of its trace id) is such that a sampler of that
/// threshold would have kept it, and up to <see cref="MostWeight"/>.
/// Source: OpenTelemetry, "TraceState: Probability Sampling".
/// </summary>
internal static class TraceState
{
    /// <summary>Rarer sampling than one of a million is nobody's: nothing is learnt from it.</summary>
    public const double MostWeight = 1 << 20;

    /// <summary>The member in which a store says what it counted a span as, before it decided which traces stay.</summary>
    public static ReadOnlySpan<byte> Ours => "upshot="u8;

    private const ulong All = 1UL << 56;
    private const int Digits = 14;

    /// <summary>1 when the state names no threshold, or none that can be read or believed.</summary>
    public static double AdjustedCount(ReadOnlySpan<byte> traceState, ReadOnlySpan<byte> traceId) => AdjustedCount(traceState, traceId, out _);

    /// <param name="isBelieved">False: there is a threshold, and the span cannot have been sampled by it.</param>
    public static double AdjustedCount(ReadOnlySpan<byte> traceState, ReadOnlySpan<byte> traceId, out bool isBelieved)
    {
        isBelieved = true;
        if (traceState.IsEmpty)
        {
            return 1;
        }

        foreach (var member in traceState.Split((byte)','))
        {
            var text = traceState[member].Trim(" \t"u8);
            if (text.StartsWith("ot="u8))
            {
                return OfMember(text[3..], traceId, out isBelieved);
            }
        }

        return 1;
    }

    /// <summary>The members of others: what a sender says in ours, nobody counted. Nothing where it is no text as the standard has it.</summary>
    public static byte[] WithoutOurs(ReadOnlySpan<byte> traceState)
    {
        var others = new List<byte>(traceState.Length);
        foreach (var member in traceState.Split((byte)','))
        {
            var text = traceState[member];
            if (text.IndexOf(Ours) < 0)
            {
                others.AddRange(others.Count > 0 ? [(byte)',', .. text] : text);
            }
        }

        byte[] kept = [.. others];
        return Ascii.IsValid(kept) ? kept : [];
    }

    private static double OfMember(ReadOnlySpan<byte> value, ReadOnlySpan<byte> traceId, out bool isBelieved)
    {
        ulong? threshold = null, random = null;
        foreach (var part in value.Split((byte)';'))
        {
            var text = value[part];
            if (text.StartsWith("th:"u8))
            {
                threshold = Hex(text[3..]);
            }
            else if (text.StartsWith("rv:"u8))
            {
                random = text.Length == 3 + Digits ? Hex(text[3..]) : null;
            }
        }

        isBelieved = threshold is not { } least || (random ?? RandomOf(traceId)) >= least;
        return threshold is { } sampled && isBelieved ? Math.Min((double)All / (All - sampled), MostWeight) : 1;
    }

    /// <summary>Up to 14 digits, those that are left out being zero; null: it is no such number.</summary>
    private static ulong? Hex(ReadOnlySpan<byte> digits) =>
        digits.Length is > 0 and <= Digits && digits.IndexOfAnyExcept("0123456789abcdefABCDEF"u8) < 0 && ulong.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var number)
            ? number << (4 * (Digits - digits.Length))
            : null;

    private static ulong RandomOf(ReadOnlySpan<byte> traceId) => traceId.Length == 16 ? BinaryPrimitives.ReadUInt64BigEndian(traceId[8..]) & (All - 1) : 0;
}
