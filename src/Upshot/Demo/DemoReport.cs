using System.Globalization;
using Spectre.Console;
using Upshot.Answers;
using Upshot.Decide.Comparison;

namespace Upshot.Demo;

/// <summary>What the demo shows at its end: budgets, verdicts and where the time went.</summary>
internal static class DemoReport
{
    public static void Print(ServerStatus status, IReadOnlyList<Shipping> shipped)
    {
        foreach (var shipping in shipped)
        {
            PrintVerdict(shipping.Verdict);
            foreach (var explanation in shipping.Explanations)
            {
                RichText.Output.WriteLine();
                RichText.Output.WriteLine(explanation.Text.TrimEnd());
            }
        }

        PrintBudgets(status);
        if (shipped.Count > 0)
        {
            PrintRanked(shipped[^1]);
        }
    }

    /// <summary>The operations whose time is worth a look: those that the release meant to change, and those that it made slower.</summary>
    public static IReadOnlyList<string> WorthALook(ReleaseVerdict verdict) =>
        [.. verdict.Expected.Select(e => e.Actual).Concat(verdict.Guardrails.Where(m => m.Verdict == Verdict.Regressed))
            .Where(m => m.Measure.StartsWith("latency", StringComparison.Ordinal))
            .Select(m => m.Operation).Distinct()];

    private static void PrintVerdict(ReleaseVerdict verdict)
    {
        RichText.Output.WriteLine();
        RichText.Output.Write(new Rule($"[bold]Release {verdict.Candidate} against {verdict.Baseline}: {Coloured(verdict.Verdict)}[/]") { Justification = Justify.Left });
        RichText.Output.MarkupLine($"[grey]{Markup.Escape(verdict.Hypothesis)}[/]");
        var table = new Table { Border = TableBorder.Simple };
        table.AddColumns("", "measure", "promised", "came (99 % interval)", "verdict");
        foreach (var impact in verdict.Expected)
        {
            table.AddRow("expected", Name(impact.Actual), $"{Percent(impact.ExpectedLow)} to {Percent(impact.ExpectedHigh)}", Came(impact.Actual), $"{Coloured(impact.Actual.Verdict)}{Why(impact.Actual)}, {impact.Prediction}");
        }

        foreach (var guardrail in verdict.Guardrails)
        {
            table.AddRow("guardrail", Name(guardrail), $"at most {Percent(guardrail.Margin)}{(guardrail.Difference is null ? "" : " points")}", Came(guardrail), Coloured(guardrail.Verdict) + Why(guardrail));
        }

        RichText.Output.Write(table);
        RichText.Output.MarkupLine($"[bold]{Markup.Escape(verdict.Sentence)}[/]");
    }

    // What the last release did can be held against what was predicted before it.
    private static void PrintRanked(Shipping last)
    {
        RichText.Output.WriteLine();
        RichText.Output.Write(new Rule($"[bold]What was worth improving in {last.Verdict.Baseline}[/]") { Justification = Justify.Left });
        foreach (var improvement in last.Ranked.Improvements.Take(5))
        {
            RichText.Output.WriteLine($"{improvement.Rank}. {improvement.Sentence}");
        }

        if (last.Ranked.Improvements.Count == 0)
        {
            RichText.Output.WriteLine(last.Ranked.Sentence);
        }
    }

    private static void PrintBudgets(ServerStatus status)
    {
        RichText.Output.WriteLine();
        RichText.Output.Write(new Rule("[bold]Budgets[/]") { Justification = Justify.Left });
        var table = new Table { Border = TableBorder.Simple };
        table.AddColumns("objective", "target", "good / total", "budget spent", "");
        foreach (var objective in status.Objectives)
        {
            var spent = objective.Consumed is { } share ? (100 * share).ToString("0", CultureInfo.InvariantCulture) + " %" : "no traffic";
            table.AddRow(
                Markup.Escape(objective.Objective),
                (100 * objective.Target).ToString("0.###", CultureInfo.InvariantCulture) + " %" + (objective.Latency is { } latency ? $" within {latency.TotalMilliseconds:0} ms" : " succeed"),
                $"{objective.Good} / {objective.Total}",
                objective.Consumed switch { null => spent, >= 1 => $"[red]{spent}[/]", >= 0.75 => $"[yellow]{spent}[/]", _ => $"[green]{spent}[/]" },
                JsonNames.Of(objective.State));
        }

        RichText.Output.Write(table);
    }

    private static string Why(MeasureVerdict measure) => measure.Reason switch
    {
        "stillWarming" => " (still warming up)",
        "sampleRatioMismatch" => " (requests went missing)",
        _ => "",
    };

    private static string Name(MeasureVerdict measure) => Markup.Escape($"{measure.Measure} of {measure.Operation}");

    private static string Came(MeasureVerdict measure) => measure.Difference is { } points
        ? Change(points.Value, points.Low, points.High, 0) + " points"
        : Change(measure.Ratio.Value, measure.Ratio.Low, measure.Ratio.High, 1);

    private static string Change(double? value, double? low, double? high, double none) =>
        value is not { } change ? "unknown"
        : low is { } from && high is { } to ? $"{Percent(change - none)} ({Percent(from - none)} to {Percent(to - none)})"
        : Percent(change - none);

    private static string Percent(double share) =>
        (100 * share).ToString(Math.Abs(share) >= 0.1 ? "+0;−0;0" : "+0.##;−0.##;0", CultureInfo.InvariantCulture) + " %";

    private static string Coloured(Verdict verdict) => verdict switch
    {
        Verdict.Improved => "[green]improved[/]",
        Verdict.Regressed => "[red]regressed[/]",
        Verdict.Unchanged => "[blue]unchanged[/]",
        Verdict.NotWorse => "[blue]not worse[/]",
        _ => $"[yellow]{JsonNames.Of(verdict)}[/]",
    };
}
