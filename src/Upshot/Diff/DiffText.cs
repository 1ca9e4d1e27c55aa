using Upshot.Plan.Diff;
using Upshot.Reports;

namespace Upshot.Diff;

/// <summary>Prints changes for people: what breaks first.</summary>
internal static class DiffText
{
    private const int LongestCompatible = 200;

    public static void Write(DiffReport report, TextWriter output, bool useColor, bool all)
    {
        foreach (var group in report.Difference.Changes.GroupBy(DiffReport.ClassOf))
        {
            var limit = group.Key == "compatible" && !all ? LongestCompatible : int.MaxValue;
            foreach (var change in group.Take(limit))
            {
                Write(report, change, output, useColor);
            }

            if (group.Count() > limit)
            {
                output.WriteLine($"… and {group.Count() - limit} more compatible changes (--all prints them).");
            }

            output.WriteLine();
        }

        output.WriteLine(report.Summary());
    }

    private static void Write(DiffReport report, PlanChange change, TextWriter output, bool useColor)
    {
        var name = DiffReport.ClassOf(change);
        var color = name switch { "breaking" => Palette.Red, "compatible" => Palette.Green, _ => Palette.Yellow };
        var heading = $"{Terminal.Paint(name, color, useColor)}  {Terminal.Printable(DiffReport.Says(change))}  ({report.PathOf(change)}:{change.Location.Line})";
        string[] lines = [change.Reason, change.Touches.Count > 0 ? $"touches {DiffReport.Touches(change)}" : ""];
        TextBlock.Write(heading, lines.Where(l => l.Length > 0).Select(Terminal.Printable), Terminal.Printable(change.Remedy), output, useColor);
    }
}
