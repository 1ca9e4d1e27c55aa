using System.Globalization;

namespace Upshot.Plan.Values;

/// <summary>Amounts of data as <c>500MB</c> (powers of ten) or <c>500MiB</c> (powers of two).</summary>
internal static class ByteSize
{
    public const string Pattern = "^[0-9]+(\\.[0-9]+)?\\s?(B|kB|KB|MB|GB|TB|KiB|MiB|GiB|TiB)$";
    public const string Units = "B, kB, MB, GB, TB, KiB, MiB, GiB, TiB";

    public static bool TryParse(string text, out long value)
    {
        value = 0;
        var end = text.Length;
        while (end > 0 && char.IsLetter(text[end - 1]))
        {
            end--;
        }

        if (FactorOf(text.Substring(end)) is not { } factor
            || !double.TryParse(text.Substring(0, end).TrimEnd(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            || number * factor > 1e18)
        {
            return false;
        }

        value = (long)(number * factor);
        return true;
    }

    private static double? FactorOf(string unit) => unit switch
    {
        "B" => 1,
        "kB" or "KB" => 1e3,
        "MB" => 1e6,
        "GB" => 1e9,
        "TB" => 1e12,
        "KiB" => 1L << 10,
        "MiB" => 1L << 20,
        "GiB" => 1L << 30,
        "TiB" => 1L << 40,
        _ => null,
    };
}
