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
            var values = new Table().Border(TableBorder.Simple).AddColumn("version").AddColumn("spans").AddColumn("p50").AddColumn("p95").AddColumn("p99");
            foreach (var value in status.Values)
            {
                values.AddRow($"{value.Version}", Number(value.Count), Millis(value.P50Millis), Millis(value.P95Millis), Millis(value.P99Millis));
            }

            RichText.Output.Write(values);
        }

        void Row(string what, DailyCost? cost) => costs.AddRow(what, cost is null ? "–" : Number(cost.Events), cost is null ? "–" : Number(cost.Bytes));
    }

    private static string Number(double value) => value.ToString("#,0", CultureInfo.InvariantCulture);

    private static string Millis(double value) => value.ToString("0.###", CultureInfo.InvariantCulture) + " ms";
}
