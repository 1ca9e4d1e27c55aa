using Upshot.Plan.Diff;

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
        var color = name switch { "breaking" => "31", "compatible" => "32", _ => "33" };
        output.WriteLine($"{(useColor ? $"\u001b[{color}m{name}\u001b[0m" : name)}  {Printable(DiffReport.Says(change))}  ({report.PathOf(change)}:{change.Place.Line})");
        if (change.Reason.Length > 0)
        {
            output.WriteLine($"  {Printable(change.Reason)}");
        }

        if (change.Touches.Count > 0)
        {
            output.WriteLine($"  touches {Printable(DiffReport.Touches(change))}");
        }

        if (change.Remedy.Length > 0)
        {
            output.WriteLine($"  → {Printable(change.Remedy)}");
        }
    }

    // A file must not be able to move the cursor or colour the terminal.
    private static string Printable(string line) => new([.. line.Select(c => char.IsControl(c) ? '·' : c)]);
}
