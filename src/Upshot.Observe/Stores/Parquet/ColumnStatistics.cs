namespace Upshot.Observe.Stores.Parquet;

/// <summary>Between which values a column's lie in a row group, as a reader that looks for others needs them. Values as they stand in pages.</summary>
/// <param name="Distinct">Null: not counted.</param>
internal sealed record ColumnStatistics(byte[]? Min, byte[]? Max, bool IsMinExact = true, bool IsMaxExact = true, int? Distinct = null)
{
    /// <summary>Longer texts are cut.</summary>
    private const int MaxText = 256;

    public static readonly ColumnStatistics None = new(null, null);

    /// <summary>Of texts by their bytes, as Parquet compares them.</summary>
    public static ColumnStatistics Of(TextDictionary texts)
    {
        int min = 0, max = 0;
        for (var code = 1; code < texts.Count; code++)
        {
            if (texts[code].SequenceCompareTo(texts[min]) < 0)
            {
                min = code;
            }
            else if (texts[code].SequenceCompareTo(texts[max]) > 0)
            {
                max = code;
            }
        }

        var (least, greatest) = (AtMost(texts[min]), AtLeast(texts[max]));
        return greatest is null ? None : new(least, greatest, texts[min].Length <= MaxText, texts[max].Length <= MaxText);
    }

    /// <summary>A text that is no greater: its first characters.</summary>
    private static byte[] AtMost(ReadOnlySpan<byte> text) => text.Length <= MaxText ? text.ToArray() : text[..CharacterAt(text)].ToArray();

    /// <summary>A text that is no smaller: its first characters, of which the last that is ASCII and not the greatest is one greater. Null: there is none.</summary>
    private static byte[]? AtLeast(ReadOnlySpan<byte> text)
    {
        if (text.Length <= MaxText)
        {
            return text.ToArray();
        }

        for (var at = CharacterAt(text) - 1; at >= 0; at--)
        {
            if (text[at] < 0x7F)
            {
                var greater = text[..(at + 1)].ToArray();
                greater[at]++;
                return greater;
            }
        }

        return null;
    }

    private static int CharacterAt(ReadOnlySpan<byte> text)
    {
        var at = MaxText;
        while (at > 0 && (text[at] & 0xC0) == 0x80)
        {
            at--;
        }

        return at;
    }
}
