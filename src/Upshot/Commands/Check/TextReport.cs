using System.Text;
using Upshot.Plan;
using Upshot.Plan.Folders;
using Upshot.Plan.Problems;
using Upshot.Reports;

namespace Upshot.Commands.Check;

/// <summary>Prints problems for people: place, rule, sentence, the source line with a caret, what to do.</summary>
internal static class TextReport
{
    private const int WidestLine = 160;

    public static void Write(CheckReport report, TextWriter output, bool useColor)
    {
        var lines = new Dictionary<string, string[]>(StringComparer.Ordinal);
        foreach (var problem in report.All)
        {
            var level = TextBlock.Level(Finding.LevelOf(problem.Severity), useColor);
            var heading = $"{Visible.Text(report.PathOf(problem.Location.File))}:{problem.Location.Line}:{problem.Location.Column}: {level} {problem.Rule}";
            TextBlock.Write(heading, [Visible.Text(problem.Message), .. Source(LineOf(report, problem, lines), problem.Location, useColor)], Visible.Text(problem.Remedy), output, useColor);
            output.WriteLine();
        }

        output.WriteLine(Summary(report));
    }

    private static string Summary(CheckReport report)
    {
        var read = (report.Notes == 0 ? "" : $", {Count(report.Notes, "note")}") + report.Contents();
        return (report.Errors, report.Warnings) switch
        {
            (0, 0) => $"No problem{read}.",
            (0, var warnings) => $"{Count(warnings, "warning")}{read}.",
            (var errors, 0) => $"{Count(errors, "error")}{read}.",
            var (errors, warnings) => $"{Count(errors, "error")} and {Count(warnings, "warning")}{read}.",
        };
    }

    private static string Count(int count, string what) => count == 1 ? $"1 {what}" : $"{count} {what}s";

    private static IReadOnlyList<string> Source(string? line, SourceLocation location, bool useColor)
    {
        if (string.IsNullOrWhiteSpace(line) || location.Column > WidestLine)
        {
            return [];
        }

        var number = location.Line.ToString();
        var shown = line.Length > WidestLine ? line[..WidestLine] + " …" : line;
        return [$"{number} | {shown}", $"{Blank(number)} | {Blank(shown[..Math.Min(location.Column - 1, shown.Length)])}{Terminal.Paint("^", Palette.Blue, useColor)}"];
    }

    /// <summary>As wide as the text.</summary>
    private static string Blank(string text)
    {
        var blank = new StringBuilder();
        foreach (var c in text)
        {
            blank.Append(c == '\t' ? '\t' : ' ');
        }

        return blank.ToString();
    }

    private static string? LineOf(CheckReport report, Problem problem, Dictionary<string, string[]> cache)
    {
        var location = problem.Location;
        if (problem.Rule == Rules.UnsafeFile.Id)
        {
            // Where a link leads is not printed, in logs of pull requests least of all.
            return null;
        }

        if (!cache.TryGetValue(location.File, out var lines))
        {
            try
            {
                lines = PlanReader.Lines(Path.Combine(report.Folder, location.File));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                lines = [];
            }

            cache.Add(location.File, lines);
        }

        return location.Line <= lines.Length ? Printable(lines[location.Line - 1]) : null;
    }

    // A file must not be able to move the cursor or colour the terminal; tabs keep the caret in its place.
    private static string Printable(string line) => string.Join("\t", line.Split('\t').Select(Visible.Text));
}
