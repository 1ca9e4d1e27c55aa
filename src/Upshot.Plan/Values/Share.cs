using System.Globalization;
using Upshot.Plan.Yaml;

namespace Upshot.Plan.Values;

/// <summary>Shares and changes as <c>99.9%</c> or <c>0.999</c>, <c>-30%</c> or <c>-0.3</c>.</summary>
internal static class Share
{
    public const string Pattern = @"^[+\-−]?(0(\.[0-9]+)?|[0-9]+(\.[0-9]+)?\s?%)$";

    public static bool TryParse(string text, out double value)
    {
        text = Plain(text);
        if (!text.EndsWith("%", StringComparison.Ordinal))
        {
            return PlainNumber.TryParse(text, out value) && Math.Abs(value) < 1e9;
        }

        // Decimal, because 99.9 / 100 in binary is not the 0.999 that a person means.
        var isNumber = decimal.TryParse(
            text.Substring(0, text.Length - 1).TrimEnd(),
            NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint,
            CultureInfo.InvariantCulture,
            out var percent);
        value = (double)(percent / 100);
        return isNumber && Math.Abs(value) < 1e9;
    }

    /// <summary>A number of one or more without a sign of per cent: 5 might be 5 % or 500 %.</summary>
    public static bool IsBare(string text) => !text.Contains("%") && TryParse(text, out var value) && Math.Abs(value) >= 1;

    // As reports print numbers: with a true minus sign, and blanks that do not break.
    private static string Plain(string text) => text.Replace('\u2212', '-').Replace('\u00a0', ' ').Replace('\u202f', ' ').Replace('\u2009', ' ').Trim();

    public static string Format(double value) => ((decimal)value * 100).ToString("0.##########", CultureInfo.InvariantCulture) + "%";
}
