using System.Globalization;
using System.IO.Hashing;
using System.Text;
using System.Text.RegularExpressions;

namespace Upshot.Decide.Alerting;

/// <summary>Names and ids around alerts. Ids follow from what they name, so that what is done again is the same.</summary>
public static class AlertName
{
    /// <summary>Date, time and a few characters that follow from the rest: readable, sortable, the same for the same.</summary>
    public static string Id(DateTimeOffset at, params string[] parts)
    {
        var hash = XxHash64.HashToUInt64(Encoding.UTF8.GetBytes(string.Join('\u001f', parts)), at.UtcTicks);
        return string.Create(CultureInfo.InvariantCulture, $"{at.UtcDateTime:yyyyMMdd-HHmm}-{hash & 0xffffff:x6}");
    }

    /// <summary>Whether a silence's pattern means one of the names; * is any text, and letters count as they are.</summary>
    public static bool Matches(string pattern, params string[] names)
    {
        var parts = pattern.Split('*').Select(Regex.Escape);
        var expression = new Regex($"^{string.Join(".*", parts)}$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking | RegexOptions.Singleline);
        return names.Any(n => n.Length > 0 && expression.IsMatch(n));
    }
}
