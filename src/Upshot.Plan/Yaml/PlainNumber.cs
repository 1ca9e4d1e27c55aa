using System.Globalization;

namespace Upshot.Plan.Yaml;

/// <summary>Numbers as the YAML 1.2 core schema writes them.</summary>
internal static class PlainNumber
{
    public static bool IsNumber(string text) => TryParse(text, out _);

    public static bool TryParse(string text, out double value)
    {
        value = 0;
        if (text.Length is 0 or > 64)
        {
            return false;
        }

        switch (text)
        {
            case ".nan" or ".NaN" or ".NAN":
                value = double.NaN;
                return true;
            case ".inf" or ".Inf" or ".INF" or "+.inf" or "+.Inf" or "+.INF":
                value = double.PositiveInfinity;
                return true;
            case "-.inf" or "-.Inf" or "-.INF":
                value = double.NegativeInfinity;
                return true;
        }

        if (text.StartsWith("0x", StringComparison.Ordinal))
        {
            var isHex = ulong.TryParse(text.Substring(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var hex);
            value = hex;
            return isHex;
        }

        // The style refuses blanks and group separators, which are text in YAML.
        const NumberStyles style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        return (char.IsDigit(text[text.Length - 1]) || text[text.Length - 1] == '.')
            && double.TryParse(text, style, CultureInfo.InvariantCulture, out value);
    }
}
