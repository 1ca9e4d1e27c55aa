using System.Buffers;

namespace Upshot.Observe.Otlp;

/// <summary>
/// What log records of the same statement have in common: the text before the first digit, which is where values mostly
/// begin. Sealed records that share it stand together, for their bodies then compress well.
/// </summary>
internal static unsafe class LogTemplate
{
    private const int MaxLength = 32;
    private static readonly SearchValues<byte> Digits = SearchValues.Create("0123456789"u8);

    public static Slice Of(Slice body)
    {
        var wire = new Wire(body);
        if (!wire.Next() || wire.Tag != ((1 << 3) | 2))
        {
            return default;
        }

        var text = wire.Bytes();
        var start = text.Span[..Math.Min(text.Length, MaxLength)];
        var digit = start.IndexOfAny(Digits);
        return new(text.Pointer, digit < 0 ? start.Length : digit);
    }
}
