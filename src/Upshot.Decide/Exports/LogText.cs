using System.Text.RegularExpressions;

namespace Upshot.Decide.Exports;

/// <summary>Words of log lines: whether they tell of an error, what wraps them, and the ids of traces in them.</summary>
internal static partial class LogText
{
    private const int DeepestWrapping = 4;
    private const int Longest = 4_000;

    /// <summary>A line as the container runtime wrapped it, taken out of its JSON; <paramref name="level"/> is the innermost level found.</summary>
    public static string Unwrap(string text, ref string level)
    {
        for (var depth = 0; depth < DeepestWrapping && text.Length > 1 && text.AsSpan().TrimStart() is ['{', ..] && LogJson.TryFields(text, out var fields); depth++)
        {
            level = LogJson.Find(fields, ColumnNames.Level) is { Length: > 0 } found ? found : level;
            if (LogJson.Find(fields, ColumnNames.Message) is not { } inner)
            {
                break;
            }

            text = inner;
        }

        return text.Length > Longest ? text[..Longest] : text;
    }

    public static bool IsError(string level, string message) => level.Length > 0 && !Unclear().IsMatch(level)
        ? ErrorLevel().IsMatch(level) || Exception().IsMatch(message)
        : ErrorWord().IsMatch(message);

    /// <summary>Empty: none.</summary>
    public static string TraceIdIn(string message) => TraceId().Match(message) is { Success: true } found ? found.Groups[1].Value : "";

    [GeneratedRegex(@"^(?:error|err|fatal|severe|critical|crit|emerg|alert|panic|e|f|17|18|19|2[0-4])$", RegexOptions.IgnoreCase)]
    private static partial Regex ErrorLevel();

    [GeneratedRegex(@"^(?:unknown|unset|unspecified|0|-|null|none)$", RegexOptions.IgnoreCase)]
    private static partial Regex Unclear();

    [GeneratedRegex(@"\b[A-Za-z_.]*(?:Exception|Traceback)\b")]
    private static partial Regex Exception();

    [GeneratedRegex(@"\b(?:ERROR|FATAL|SEVERE|PANIC)\b|[A-Za-z_.]*(?:Exception|Error)\b|\b(?:error|failed|failure|refused|traceback|panic|timed out|unavailable)\b", RegexOptions.None)]
    private static partial Regex ErrorWord();

    [GeneratedRegex(@"(?:trace[_\- ]?id)""?\s*[:=]?\s*""?([0-9a-f]{16,32})\b", RegexOptions.IgnoreCase)]
    private static partial Regex TraceId();
}
