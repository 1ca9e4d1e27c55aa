using System.Text.RegularExpressions;

namespace Upshot.Plan.Values;

/// <summary>Reads <c>p95_ms &lt; 150</c>: a column, a comparison, and a number, a word, or a text in quotes.</summary>
internal static class ExpectationText
{
    /// <summary>In the dialect of JSON Schema.</summary>
    public const string Pattern = @"^[A-Za-z_][A-Za-z0-9_]*\s*(<=|>=|!=|=|<|>)\s*[^\s=<>].*$";

    private static readonly Regex s_parts = new(@"^([A-Za-z_][A-Za-z0-9_]*)\s*(<=|>=|!=|=|<|>)\s*(.*)$", RegexOptions.Singleline | RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));

    /// <summary>Null: it is none.</summary>
    public static Expectation? Read(string text)
    {
        var match = s_parts.Match(text.Trim());
        if (!match.Success)
        {
            return null;
        }

        var value = match.Groups[3].Value;
        var isQuoted = value.Length >= 2 && value[0] == value[value.Length - 1] && value[0] is '\'' or '"';
        return new(match.Groups[1].Value, match.Groups[2].Value, isQuoted ? value.Substring(1, value.Length - 2) : value);
    }
}
