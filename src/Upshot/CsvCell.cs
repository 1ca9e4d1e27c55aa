using System.Globalization;
using System.Text.RegularExpressions;

namespace Upshot;

/// <summary>A text of strangers as a cell of CSV: neither a spreadsheet nor a CI system that reads what is printed does what it says.</summary>
internal static partial class CsvCell
{
    /// <summary>A formula, and a line that is a command of a workflow, begins with an apostrophe; numbers are none.</summary>
    public static string Of(string text) => Quoted(Commands().Replace(IsFormula(text) ? "'" + text : text, "'"));

    /// <summary>What is no text, or known to be harmless.</summary>
    public static string Quoted(string text) => text.AsSpan().IndexOfAny(",\"\r\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static bool IsFormula(string text) =>
        text.Length > 0 && text[0] is '=' or '+' or '-' or '@' or '\t' or '\r' or '\n' && !double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _);

    /// <summary>The begin of a line with ::name:: or ##[. An address such as ::1 is none.</summary>
    [GeneratedRegex(@"(?<![^\r\n])(?=[ \t]*(?:::[A-Za-z_-]+(?: [^\r\n]*)?::|##\[))")]
    private static partial Regex Commands();
}
