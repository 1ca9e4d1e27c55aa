using System.Globalization;
using System.Text;

namespace Upshot.Plan.Generate;

/// <summary>Lines of generated source, indented by depth.</summary>
internal sealed class SourceText(string indentation)
{
    private const int Width = 120;

    private readonly StringBuilder _text = new();
    private int _depth;

    public SourceText Line(string line = "")
    {
        if (line.Length > 0)
        {
            for (var i = 0; i < _depth; i++)
            {
                _text.Append(indentation);
            }

            _text.Append(line);
        }

        _text.Append('\n');
        return this;
    }

    public SourceText Lines(IEnumerable<string> lines)
    {
        foreach (var line in lines)
        {
            Line(line);
        }

        return this;
    }

    /// <summary>Lines that are already indented among themselves.</summary>
    public SourceText Block(string block)
    {
        foreach (var line in block.Replace("\r", "").Split('\n'))
        {
            Line(line);
        }

        return this;
    }

    /// <summary>One line, or a line for each item where that would be too long.</summary>
    public SourceText Wrapped(string before, IEnumerable<string> items, string after)
    {
        var all = items.Where(i => i.Length > 0).ToList();
        var line = all.Count > 0 ? $"{before}{string.Join(", ", all)}{after}" : before.TrimEnd() + after.TrimStart();
        if (line.Length + (_depth * indentation.Length) <= Width || all.Count == 0)
        {
            return Line(line);
        }

        Line(before.TrimEnd()).Indent();
        foreach (var item in all)
        {
            Line(item + ",");
        }

        return Outdent().Line(after.TrimStart());
    }

    public SourceText Indent()
    {
        _depth++;
        return this;
    }

    public SourceText Outdent()
    {
        _depth--;
        return this;
    }

    public override string ToString() => _text.ToString();

    /// <summary>A literal between double quotes, as Python and TypeScript both read it.</summary>
    public static string Quoted(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var c in text)
        {
            _ = c switch
            {
                '"' or '\\' => quoted.Append('\\').Append(c),
                '\n' => quoted.Append("\\n"),
                _ when IsUnprintable(c) => quoted.Append("\\u").Append(((int)c).ToString("x4", CultureInfo.InvariantCulture)),
                _ => quoted.Append(c),
            };
        }

        return quoted.Append('"').ToString();
    }

    /// <summary>Text of the plan on one line, without what would end or bend a comment.</summary>
    public static string Remark(string text)
    {
        var line = new StringBuilder();
        foreach (var c in text)
        {
            line.Append(c is '\n' or '\r' or '\t' || IsUnprintable(c) ? ' ' : c);
        }

        return line.Replace("\\", "/").Replace("\"\"\"", "'''").Replace("*/", "* /").ToString().Trim();
    }

    // Line separators end lines in JavaScript, and marks of direction make code read differently.
    private static bool IsUnprintable(char c) =>
        char.IsControl(c) || c is '\u2028' or '\u2029' || CharUnicodeInfo.GetUnicodeCategory(c) == UnicodeCategory.Format;
}
