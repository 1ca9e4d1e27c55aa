using System.Globalization;
using System.Text;
using Upshot.Answers;

namespace Upshot.Commands;

/// <summary>A release's verdict as GitHub's Markdown: short above, the rest folded.</summary>
internal static class VerdictMarkdown
{
    /// <summary>So that a workflow finds its own comment again.</summary>
    public const string Mark = "<!-- upshot verdict -->";

    public static string Of(ReleaseVerdict verdict)
    {
        var text = new StringBuilder();
        text.AppendLine(Mark);
        text.AppendLine(CultureInfo.InvariantCulture, $"### {Icon(JsonNames.Of(verdict.Verdict))} {Escape(verdict.Candidate)} against {Escape(verdict.Baseline.Length > 0 ? verdict.Baseline : "nothing")}: {VerdictText.Word(verdict.Verdict, verdict.Reason)}{(verdict.Environment.Length > 0 ? $" ({Escape(verdict.Environment)})" : "")}");
        text.AppendLine().AppendLine(Escape(verdict.Sentence));
        if (verdict.Hypothesis.Length > 0)
        {
            text.AppendLine().AppendLine(CultureInfo.InvariantCulture, $"> {Escape(verdict.Hypothesis)}");
        }

        if (verdict.Expected.Count > 0)
        {
            text.AppendLine();
            foreach (var impact in verdict.Expected)
            {
                text.AppendLine(CultureInfo.InvariantCulture, $"- {Icon(impact.Prediction)} {Name(impact.Actual)}: expected {Range(impact)}, {Came(impact.Actual)}");
            }
        }

        Table(text, "Guardrails", verdict.Guardrails);
        text.AppendLine().AppendLine("<details><summary>All measures, and how they were compared</summary>");
        Table(text, "Measures", verdict.Measures);
        foreach (var operation in verdict.Operations)
        {
            text.AppendLine().AppendLine(CultureInfo.InvariantCulture, $"**{Escape(operation.Operation)}** at {Escape(operation.Service)}: {DesignWords.Of(operation.Design)}. {Escape(string.Join(" ", operation.Notes))}");
        }

        foreach (var note in verdict.Notes)
        {
            text.AppendLine().AppendLine(Escape(note));
        }

        return text.AppendLine().Append("</details>").ToString();
    }

    /// <summary>"came −18 % (−25 to −11)".</summary>
    private static string Came(MeasureVerdict measure)
    {
        var isPoints = measure.Difference is not null;
        var (change, none, unit) = isPoints ? (measure.Difference!, 0, " points") : (measure.Ratio, 1, " %");
        return change.Value is not { } value ? "nothing was seen"
            : $"came {Percent(value - none)}{unit}{(measure.TooWide ? " (too wide to say)" : change is { Low: { } low, High: { } high } ? $" ({Percent(low - none)} to {Percent(high - none)})" : "")}{(measure is { MixMoved: true, AsServed: { } served } ? $" at the baseline's mix; as served {Percent(served)}{unit}" : "")}";
    }

    private static void Table(StringBuilder text, string title, IReadOnlyList<MeasureVerdict> measures)
    {
        if (measures.Count == 0)
        {
            return;
        }

        text.AppendLine().AppendLine(CultureInfo.InvariantCulture, $"| {title} | change | verdict |").AppendLine("|---|---|---|");
        foreach (var measure in measures)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"| {Name(measure)} | {Came(measure)} | {Icon(JsonNames.Of(measure.Verdict))} {VerdictText.Word(measure.Verdict, measure.Reason)} |");
        }
    }

    private static string Range(ImpactScore impact)
    {
        var (low, high) = (Math.Min(impact.ExpectedLow, impact.ExpectedHigh), Math.Max(impact.ExpectedLow, impact.ExpectedHigh));
        return low == high ? $"{Percent(low)} %" : $"{Percent(low)} to {Percent(high)} %";
    }

    private static string Name(MeasureVerdict measure) => $"{Escape(measure.Measure.Replace('_', ' '))} of {Escape(measure.Operation)}";

    private static string Percent(double share)
    {
        var digits = Math.Abs(share) >= 0.1 ? "0" : Math.Abs(share) >= 0.01 ? "0.#" : "0.##";
        return (100 * share).ToString($"+{digits};−{digits};±0", CultureInfo.InvariantCulture);
    }

    private static string Icon(string word) => word switch
    {
        "improved" or "hit" => "✅",
        "regressed" or "miss" => "❌",
        "unchanged" or "notWorse" => "➖",
        _ => "❔",
    };

    // Names come from telemetry, which strangers send: no link, no mention, no markup of theirs.
    private static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            escaped.Append(c switch
            {
                '<' => "&lt;",
                '>' => "&gt;",
                '&' => "&amp;",
                '@' => "&#64;",
                '\r' or '\n' => " ",
                '\\' or '`' or '*' or '_' or '[' or ']' or '|' or '~' or '#' or '!' => $"\\{c}",
                _ => c.ToString(),
            });
        }

        return escaped.ToString();
    }
}
