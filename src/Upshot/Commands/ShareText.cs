using System.Globalization;

namespace Upshot.Commands;

/// <summary>Shares as people type them: 2%, 2 %, 0.02.</summary>
internal static class ShareText
{
    public static bool TryParse(string text, out double share)
    {
        var trimmed = text.Trim();
        var isPercent = trimmed.EndsWith('%');
        var isNumber = double.TryParse(isPercent ? trimmed[..^1].TrimEnd() : trimmed, NumberStyles.Float, CultureInfo.InvariantCulture, out share) && double.IsFinite(share);
        share = isPercent ? share / 100 : share;
        return isNumber;
    }

    public static string Of(double share) => (100 * share).ToString("0.####", CultureInfo.InvariantCulture) + "%";
}
