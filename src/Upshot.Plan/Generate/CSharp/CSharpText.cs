using System.Globalization;
using System.Text;

namespace Upshot.Plan.Generate.CSharp;

/// <summary>Text of strangers inside of C#: literals, documentation, identifiers.</summary>
internal static class CSharpText
{
    private static readonly HashSet<string> s_keywords = new(
        ("abstract as base bool break byte case catch char checked class const continue decimal default delegate do double else enum event explicit extern false "
        + "finally fixed float for foreach goto if implicit in int interface internal is lock long namespace new null object operator out override params private "
        + "protected public readonly ref return sbyte sealed short sizeof stackalloc static string struct switch this throw true try typeof uint ulong unchecked "
        + "unsafe ushort using virtual void volatile while await async field var dynamic nameof record required scoped value when where yield").Split(' '),
        StringComparer.Ordinal);

    public static string Literal(string text)
    {
        var literal = new StringBuilder("\"");
        foreach (var c in text)
        {
            literal.Append(Escaped(c));
        }

        return literal.Append('"').ToString();
    }

    /// <summary>Inside of an interpolated string.</summary>
    public static string Interpolated(string text) => string.Concat(text.Select(c => c is '{' or '}' ? new string(c, 2) : Escaped(c)));

    public static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture) is var text && text.All(c => char.IsDigit(c) || c == '-') ? text + ".0" : value.ToString("R", CultureInfo.InvariantCulture);

    /// <summary>For a documentation comment: one line, and no markup.</summary>
    public static string Xml(string text)
    {
        var line = string.Join(" ", text.Split([' ', '\t', '\r', '\n', '\u0085', '\u2028', '\u2029'], StringSplitOptions.RemoveEmptyEntries));
        return new string([.. line.Where(c => !char.IsControl(c) && !char.IsSurrogate(c) && c is not ('\uFFFE' or '\uFFFF'))]).Replace("&", "&amp;").Replace("<", "&lt;").Replace(">", "&gt;");
    }

    /// <summary>Documentation of what follows; empty: there is nothing to say.</summary>
    public static string Summary(string text) => text.Length > 0 ? $"/// <summary>{Xml(text)}</summary>" : "";

    public static string Identifier(string name) => s_keywords.Contains(name) ? "@" + name : name;

    private static string Escaped(char c) => c switch
    {
        '"' => "\\\"",
        '\\' => "\\\\",
        '\n' => "\\n",
        '\r' => "\\r",
        '\t' => "\\t",
        _ when char.IsControl(c) || char.IsSurrogate(c) || c is '\u2028' or '\u2029' => "\\u" + ((int)c).ToString("x4", CultureInfo.InvariantCulture),
        _ => c.ToString(),
    };
}
