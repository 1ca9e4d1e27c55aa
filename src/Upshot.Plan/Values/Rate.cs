using System.Globalization;

namespace Upshot.Plan.Values;

/// <summary>How often something happens, as <c>50/s</c>, <c>1200/min</c>, <c>30/h</c>.</summary>
internal static class Rate
{
    public const string Pattern = "^[0-9]+(\\.[0-9]+)?\\s?/\\s?(s|min|h)$";

    /// <summary>In a second.</summary>
    public static bool TryParse(string text, out double perSecond)
    {
        perSecond = 0;
        var parts = text.Split('/');
        if (parts.Length != 2 || !double.TryParse(parts[0].Trim(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
        {
            return false;
        }

        var seconds = parts[1].Trim() switch
        {
            "s" => 1,
            "min" => 60,
            "h" => 3600,
            _ => 0,
        };
        perSecond = seconds == 0 ? 0 : number / seconds;
        return seconds > 0;
    }

    public static string Format(double perSecond) => perSecond >= 1 || perSecond == 0
        ? perSecond.ToString("0.###", CultureInfo.InvariantCulture) + "/s"
        : (perSecond * 60).ToString("0.###", CultureInfo.InvariantCulture) + "/min";
}
