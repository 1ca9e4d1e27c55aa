using Upshot.Reports;

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

        Markdown.Table(
            ["change", "why", "touches", "to do"],
            changes.Select(c => (IReadOnlyList<string>)[Markdown.Text(DiffReport.Says(c)), Markdown.Text(c.Reason), Markdown.Text(DiffReport.TouchesInShort(c)), Markdown.Text(c.Remedy)]),
            output);
    }
}
