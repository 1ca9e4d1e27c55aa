namespace Upshot.Reports;

/// <summary>A finding for people: a heading, lines below it, and what to do behind an arrow.</summary>
internal static class TextBlock
{
    /// <param name="heading">With its colours.</param>
    /// <param name="lines">Printable; those that are deeper have their own spaces.</param>
    /// <param name="remedy">Empty: nothing to do.</param>
    public static void Write(string heading, IEnumerable<string> lines, string remedy, TextWriter output, bool useColor)
    {
        output.WriteLine(heading);
        foreach (var line in lines)
        {
            output.WriteLine($"  {line}");
        }

        if (remedy.Length > 0)
        {
            output.WriteLine($"  {Terminal.Paint("→", Palette.Blue, useColor)} {remedy}");
        }
    }

    /// <summary>The level of a finding, coloured.</summary>
    public static string Level(FindingLevel level, bool useColor) => level switch
    {
        FindingLevel.Error => Terminal.Paint("error", Palette.Red, useColor),
        FindingLevel.Warning => Terminal.Paint("warning", Palette.Yellow, useColor),
        _ => Terminal.Paint("note", Palette.Blue, useColor),
    };
}
