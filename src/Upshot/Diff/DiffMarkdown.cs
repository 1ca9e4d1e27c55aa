namespace Upshot.Diff;

/// <summary>Changes as Markdown, for a pull request.</summary>
internal static class DiffMarkdown
{
    public static void Write(DiffReport report, TextWriter output)
    {
        output.WriteLine($"**{report.Summary()}**");
        Table(report, "Breaking, without a migration", "breaking", output);
        Table(report, "Breaking, with a migration", "migrated", output);
        Table(report, "Breaking, accepted", "accepted", output);
        var compatible = report.Difference.Changes.Where(c => !c.IsBreaking).ToList();
        if (compatible.Count == 0)
        {
            return;
        }

        output.WriteLine();
        output.WriteLine($"<details><summary>{DiffReport.Number(compatible.Count, "compatible change")}</summary>");
        Table(report, "", "compatible", output);
        output.WriteLine();
        output.WriteLine("</details>");
    }

    private static void Table(DiffReport report, string title, string name, TextWriter output)
    {
        var changes = report.Difference.Changes.Where(c => DiffReport.ClassOf(c) == name).ToList();
        if (changes.Count == 0)
        {
            return;
        }

        output.WriteLine();
        if (title.Length > 0)
        {
            output.WriteLine($"### {title}");
            output.WriteLine();
        }

        output.WriteLine("| change | why | touches | to do |");
        output.WriteLine("|---|---|---|---|");
        foreach (var change in changes)
        {
            output.WriteLine($"| {Cell(DiffReport.Says(change))} | {Cell(change.Reason)} | {Cell(DiffReport.TouchesInShort(change))} | {(change.Remedy.Length > 0 ? Cell(change.Remedy) : "")} |");
        }
    }

    /// <summary>Text of strangers in a table: it can neither end the cell nor become markup.</summary>
    public static string Cell(string text)
    {
        var cell = new System.Text.StringBuilder();
        foreach (var c in text.Length > 400 ? text[..400] + "…" : text)
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
}
