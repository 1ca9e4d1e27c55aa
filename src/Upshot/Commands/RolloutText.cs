using System.Globalization;
using Spectre.Console;
using Upshot.Answers;

namespace Upshot.Commands;

/// <summary>A rollout in words and a table.</summary>
internal static class RolloutText
{
    public static string Stage(SignalRollout rollout) => rollout.Stage == "canary" ? $"canary {ShareText.Of(rollout.Share)}" : rollout.Stage;

    public static void Print(RolloutStatus status)
    {
        Console.Out.WriteLine(Visible.Text(status.Sentence));
        if (status.Signal is null)
        {
            return;
        }

        var costs = new Table().Border(TableBorder.Simple).AddColumn("a day").AddColumn("events").AddColumn("bytes (estimated)");
        Row("the signal, per process", status.Signal);
        Row("the signal, on everywhere", status.WhenOn);
        Row("all telemetry of a process that sends it", status.EmittingProcess);
        Row("all telemetry of one that does not", status.OtherProcess);
        RichText.Output.Write(costs);
        if (status.Values.Count > 0)
        {
            // Units of metrics may stand in braces: {order}.
            var isOfSpans = status.Rollout.Signal.StartsWith("span.", StringComparison.Ordinal);
            var values = new Table().Border(TableBorder.Simple).AddColumn("version").AddColumn(isOfSpans ? "spans" : "points").AddColumn("p50").AddColumn("p95").AddColumn("p99");
            foreach (var value in status.Values)
            {
                values.AddRow($"{value.Version}", Number(value.Count), Measured(value.P50), Measured(value.P95), Measured(value.P99));
            }

            RichText.Output.Write(values);
        }

        string Measured(double value) => Markup.Escape($"{value.ToString("0.###", CultureInfo.InvariantCulture)} {Visible.Text(status.Unit)}".TrimEnd());

        void Row(string what, DailyCost? cost) => costs.AddRow(what, cost is null ? "–" : Number(cost.Events), cost is null ? "–" : Number(cost.Bytes));
    }

    private static string Number(double value) => value.ToString("#,0", CultureInfo.InvariantCulture);
}
