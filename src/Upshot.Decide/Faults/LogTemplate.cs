using System.Text.RegularExpressions;

namespace Upshot.Decide.Faults;

/// <summary>What lines of a log have in common: their first words, without ids, numbers, quoted values and times.</summary>
internal static partial class LogTemplate
{
    private const int MostWords = 12;

    public static string Of(string message)
    {
        var line = message.AsSpan();
        var end = line.IndexOf('\n');
        var text = end > 0 ? message[..end] : message;
        // The first exception named further down is what a stack trace is about.
        var exception = end > 0 && Exception().Match(message, end) is { Success: true } found ? " " + found.Value : "";
        var words = Variable().Replace(Ids().Replace(text.Length > 600 ? text[..600] : text, " "), " * ").Split([' ', '\t', '[', ']', '(', ')', ',', '=', '{', '}', '"', '|'], StringSplitOptions.RemoveEmptyEntries);
        return string.Join(' ', words.Where(w => w != "*").Take(MostWords)) + exception;
    }

    // Ids and quoted values; of other words only the digits differ.
    [GeneratedRegex(@"\b(?=[0-9a-fA-F-]*[0-9])[0-9a-fA-F]{6,}(?:-[0-9a-fA-F]+)*\b|'[^']*'|""[^""]*""|[0-9]+")]
    private static partial Regex Variable();

    [GeneratedRegex(@"\b(?:trace|span)[_ ]?id\b", RegexOptions.IgnoreCase)]
    private static partial Regex Ids();

    [GeneratedRegex(@"[A-Za-z_.]*(?:Exception|Error)\b")]
    private static partial Regex Exception();
}
