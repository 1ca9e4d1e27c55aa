using System.Globalization;

namespace Upshot.Instrument.Sampling;

/// <summary>The member <c>ot=</c> of a W3C tracestate, such as <c>ot=th:c;rv:0123456789abcd</c>; other members stay as they are.</summary>
internal static class OtelTraceState
{
    private const int MostMembers = 32;

    /// <summary>The explicit randomness <c>rv</c>, 14 hex digits; null: the trace id is as random as it gets.</summary>
    public static ulong? Randomness(string? state)
    {
        foreach (var part in Own(state))
        {
            if (part.StartsWith("rv:", StringComparison.Ordinal) && part.Length == 17 && ulong.TryParse(part.AsSpan(3), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value))
            {
                return value;
            }
        }

        return null;
    }

    public static string WithThreshold(string? state, string digits)
    {
        var threshold = $"ot=th:{digits}";
        if (string.IsNullOrEmpty(state))
        {
            return threshold;
        }

        var kept = Own(state).Where(part => part.Length > 0 && !part.StartsWith("th:", StringComparison.Ordinal));
        var others = Members(state).Where(member => !member.StartsWith("ot=", StringComparison.Ordinal)).Take(MostMembers - 1);

        // The member that was changed last stands first.
        return string.Join(',', [string.Join(';', [threshold, .. kept]), .. others]);
    }

    private static string[] Own(string? state) =>
        Members(state).FirstOrDefault(member => member.StartsWith("ot=", StringComparison.Ordinal)) is { } own ? own[3..].Split(';') : [];

    private static string[] Members(string? state) =>
        string.IsNullOrEmpty(state) ? [] : state.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
