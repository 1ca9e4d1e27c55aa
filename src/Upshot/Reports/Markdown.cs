using System.Text;

namespace Upshot.Reports;

/// <summary>Text of strangers in Markdown: it can neither end a cell nor become markup, a link or a mention of somebody.</summary>
internal static class Markdown
{
    private const int Longest = 400;

    /// <summary>Text in a cell or a line.</summary>
    public static string Text(string text)
    {
        var cell = new StringBuilder();
        foreach (var c in text.Length > Longest ? text[..Longest] + "…" : text)
        {
            _ = c switch
            {
                '|' or '\\' or '`' or '*' or '_' or '[' or ']' or '@' or '#' => cell.Append('\\').Append(c),
                '<' => cell.Append("&lt;"),
                '>' => cell.Append("&gt;"),
                _ => cell.Append(char.IsControl(c) ? ' ' : c),
            };
        }

        return cell.ToString();
    }

    /// <summary>Text as code within a cell, in which nothing but the cell's border is markup.</summary>
    public static string Code(string text)
    {
        var code = string.Concat(text.Select(c => c == '`' ? '\'' : char.IsControl(c) ? ' ' : c));
        return $"`{(code.Length > Longest ? code[..Longest] + "…" : code).Replace("|", "\\|", StringComparison.Ordinal)}`";
    }

    /// <summary>A table; its cells are Markdown.</summary>
    /// <param name="numbers">Columns of numbers, which stand to the right.</param>
    public static void Table(IReadOnlyList<string> head, IEnumerable<IReadOnlyList<string>> rows, TextWriter output, params IReadOnlyCollection<string> numbers)
    {
        output.WriteLine($"| {string.Join(" | ", head)} |");
        output.WriteLine($"|{string.Concat(head.Select(name => numbers.Contains(name) ? "--:|" : "---|"))}");
        foreach (var row in rows)
        {
            output.WriteLine($"| {string.Join(" | ", row)} |");
        }
    }
}
