using System.Globalization;
using System.Text;

namespace Upshot.Decide.CriticalPaths;

/// <summary>Draws a critical path as a tree with a bar for each span's place in time.</summary>
public static class PathText
{
    private const int BarWidth = 40;
    private const int DeepestIndent = 12;

    public static string Render(CriticalPath path)
    {
        var root = path.Root;
        var depths = Depths(path);
        var names = path.Steps.Select((step, i) => new string(' ', 2 * Math.Min(depths[i], DeepestIndent)) + CriticalPath.NameOf(step.Span)).ToList();
        var width = Math.Min(names.Max(n => n.Length), 72);
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"Critical path: {path.Steps.Count} spans, {DurationText.Of(root.DurationNanos)}\n\n");
        text.Append(CultureInfo.InvariantCulture, $"{"".PadRight(width)}  {"self time",10}  {"share",7}\n");
        for (var i = 0; i < path.Steps.Count; i++)
        {
            var step = path.Steps[i];
            var share = root.DurationNanos == 0 ? 0 : (double)step.ExclusiveNanos / root.DurationNanos;
            var name = names[i].Length > width ? names[i][..(width - 1)] + "…" : names[i];
            text.Append(string.Create(CultureInfo.InvariantCulture, $"{name.PadRight(width)}  {DurationText.Of(step.ExclusiveNanos),10}  {100 * share,6:0.0}%  {Bar(step, root)}").TrimEnd()).Append('\n');
        }

        return text.ToString();
    }

    private static string Bar(CriticalStep step, CriticalStep root)
    {
        if (root.DurationNanos == 0)
        {
            return "";
        }

        var scale = (double)BarWidth / root.DurationNanos;
        var from = Math.Min((int)((step.StartNanos - root.StartNanos) * scale), BarWidth - 1);
        var length = Math.Clamp((int)Math.Round(step.DurationNanos * scale), 1, BarWidth - from);
        return (new string(' ', from) + new string('━', length)).TrimEnd();
    }

    private static int[] Depths(CriticalPath path)
    {
        var depths = new int[path.Steps.Count];
        for (var i = 1; i < depths.Length; i++)
        {
            depths[i] = depths[path.Steps[i].Parent] + 1;
        }

        return depths;
    }
}
