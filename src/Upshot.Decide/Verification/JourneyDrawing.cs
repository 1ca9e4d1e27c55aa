using System.Text;
using Upshot.Evidence;

namespace Upshot.Decide.Verification;

/// <summary>Draws a journey as the plan has it, and as a trace has it.</summary>
internal static class JourneyDrawing
{
    private const int MostLines = 40;
    private const int Deepest = 24;

    public static string Draw(JourneyReading reading, TraceIndex traces)
    {
        var text = new StringBuilder();
        text.Append("expected:\n").Append("  ").Append(reading.Operation.Entry.Format()).Append('\n');
        var lines = new List<string>();
        Expected(reading, null, "", lines, 0);
        lines.ForEach(line => text.Append("  ").Append(line).Append('\n'));

        text.Append("found in trace ").Append(reading.Entry.TraceId).Append(":\n");
        text.Append("  ").Append(Label(reading.Entry)).Append('\n');
        lines.Clear();
        var above = traces.InTrace(reading.Entry.TraceId).Where(s => reading.Steps.Any(step => step.Step.Match.Matches(s))).SelectMany(traces.Ancestors).ToHashSet(ReferenceEqualityComparer.Instance);
        Found(reading, reading.Entry, traces, above, "", lines, 0);
        foreach (var line in lines.Take(MostLines))
        {
            text.Append("  ").Append(line).Append('\n');
        }

        if (lines.Count > MostLines)
        {
            text.Append("  … and ").Append(lines.Count - MostLines).Append(" more lines\n");
        }

        return text.ToString().TrimEnd('\n');
    }

    private static void Expected(JourneyReading reading, string? under, string indent, List<string> lines, int depth)
    {
        var steps = reading.Steps.Where(s => s.Step.Under == under).ToList();
        for (var i = 0; i < steps.Count && depth < Deepest; i++)
        {
            var (branch, next) = Branch(i == steps.Count - 1);
            var mark = steps[i].IsIntact ? "✓" : "✗";
            var wrong = steps[i].IsIntact ? "" : steps[i].Span is null ? "   ← missing" : $"   ← found under {steps[i].FoundUnder}";
            lines.Add($"{indent}{branch}{mark} {steps[i].Step.Name}: {steps[i].Step.Match.Format()}{wrong}");
            Expected(reading, steps[i].Step.Name, indent + next, lines, depth + 1);
        }
    }

    /// <summary>Siblings that look alike, with what is right below them, are drawn once; not those under which steps are.</summary>
    private static void Found(JourneyReading reading, CapturedSpan span, TraceIndex traces, HashSet<object?> above, string indent, List<string> lines, int depth)
    {
        if (depth >= Deepest || lines.Count > 4 * MostLines)
        {
            return;
        }

        var groups = traces.Children(span).OrderBy(c => c.StartNanos).GroupBy(c => (Label: Label(c) + StepOf(c), Of: above.Contains(c) ? c.SpanId : string.Join('|', traces.Children(c).Select(Label).Distinct().Order(StringComparer.Ordinal)))).ToList();
        for (var i = 0; i < groups.Count; i++)
        {
            var (branch, next) = Branch(i == groups.Count - 1);
            var times = groups[i].Count() > 1 ? $" × {groups[i].Count()}" : "";
            lines.Add($"{indent}{branch}{groups[i].Key.Label}{times}");
            Found(reading, groups[i].First(), traces, above, indent + next, lines, depth + 1);
        }

        string StepOf(CapturedSpan child) => reading.Steps.FirstOrDefault(s => s.Step.Match.Matches(child)) is { } step ? $" = {step.Step.Name}" : "";
    }

    private static (string Branch, string Next) Branch(bool isLast) => isLast ? ("└─ ", "   ") : ("├─ ", "│  ");

    private static string Label(CapturedSpan span) => $"{Format.Shown(span.Name)} ({span.Origin.Service}, {span.Kind})";
}
