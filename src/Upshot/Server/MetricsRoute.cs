using Upshot.Answers;
using MeteredInstrument = System.Diagnostics.Metrics.Instrument;

namespace Upshot.Server;

/// <summary><c>/metrics</c>: the server's own metrics, what it noted of what it received, objectives and budgets, for Prometheus and its like.</summary>
internal static class MetricsRoute
{
    public static void Map(WebApplication app)
    {
        // Counts from the start, whoever asks and when.
        app.Services.GetRequiredService<OwnMetrics>();
        app.MapGet("/metrics", async (OwnMetrics own, AnswerService answers, CancellationToken cancellation) =>
            Results.Text(Write(own, await answers.StatusAsync(cancellation)), OpenMetricsText.ContentType)).WithSummary("The server's own metrics, objectives and budgets, in OpenMetrics.");
    }

    private static string Write(OwnMetrics own, ServerStatus status)
    {
        var text = new OpenMetricsText();
        foreach (var group in own.All.GroupBy(s => s.Instrument))
        {
            Instrument(text, group.Key, [.. group.Select(g => (g.Labels, g.Series))]);
        }

        Objectives(text, status.Objectives, "upshot_objective_target_ratio", "ratio", "The share of events that is to be good.", o => o.Target);
        Objectives(text, status.Objectives, "upshot_objective_good_events", null, "Good events of the window.", o => o.Good);
        Objectives(text, status.Objectives, "upshot_objective_events", null, "All events of the window.", o => o.Total);
        Objectives(text, status.Objectives, "upshot_budget_consumed_ratio", "ratio", "The share of the error budget that is spent; above 1 when it is overspent.", o => o.Consumed);
        Objectives(text, status.Objectives, "upshot_budget_burn_rate", null, "How many times faster than allowed the budget burned in the last hour.", o => o.BurnRate);
        text.Family("upshot_objective_state", "gauge", null, "1 for the state that an objective is in.");
        foreach (var objective in status.Objectives)
        {
            text.Sample("upshot_objective_state", $"{Of(objective)},{OpenMetricsText.Label("state", JsonNames.Of(objective.State))}", 1);
        }

        text.Family("upshot_alert_fires", "gauge", null, "1 when an alert of an objective fires.");
        foreach (var objective in status.Objectives)
        {
            foreach (var alert in objective.Alerts)
            {
                text.Sample("upshot_alert_fires", $"{Of(objective)},{OpenMetricsText.Label("severity", alert.Severity)},{OpenMetricsText.Label("window", $"{alert.Long.TotalHours:0.##}h")}", alert.Fires ? 1 : 0);
            }
        }

        text.Family("upshot_journey_step_state", "gauge", null, "1 for the state that a step of a journey is in.");
        foreach (var (journey, step) in status.Journeys.SelectMany(j => j.Steps.Select(s => (j, s))))
        {
            text.Sample("upshot_journey_step_state", $"{OpenMetricsText.Label("journey", journey.Journey)},{OpenMetricsText.Label("step", step.Step)},{OpenMetricsText.Label("state", JsonNames.Of(step.State))}", 1);
        }

        return text.End();
    }

    private static void Objectives(OpenMetricsText text, IReadOnlyList<ObjectiveStatus> objectives, string name, string? unit, string help, Func<ObjectiveStatus, double?> value)
    {
        text.Family(name, "gauge", unit, help);
        foreach (var objective in objectives)
        {
            if (value(objective) is { } number)
            {
                text.Sample(name, Of(objective), number);
            }
        }
    }

    private static string Of(ObjectiveStatus objective) => $"{OpenMetricsText.Label("objective", objective.Objective)},{OpenMetricsText.Label("operation", objective.Operation)}";

    private static void Instrument(OpenMetricsText text, MeteredInstrument instrument, IReadOnlyList<(string Labels, OwnMetrics.Series Series)> all)
    {
        var unit = instrument.Unit switch { "s" => "seconds", "By" => "bytes", _ => null };
        var bare = OpenMetricsText.Name(instrument.Name);
        var name = unit is null || bare.EndsWith("_" + unit, StringComparison.Ordinal) ? bare : $"{bare}_{unit}";
        var type = instrument.GetType().Name;
        var isHistogram = type.StartsWith("Histogram", StringComparison.Ordinal);
        var isCounter = type.StartsWith("Counter", StringComparison.Ordinal);
        text.Family(name, isHistogram ? "histogram" : isCounter ? "counter" : "gauge", unit, instrument.Description ?? "");
        foreach (var (labels, series) in all)
        {
            var (sum, count, buckets) = series.Read();
            if (!isHistogram)
            {
                text.Sample(isCounter ? name + "_total" : name, labels, sum);
                continue;
            }

            long below = 0;
            for (var i = 0; i <= OwnMetrics.Bounds.Length; i++)
            {
                below += buckets[i];
                var bound = OpenMetricsText.Label("le", OpenMetricsText.Number(i < OwnMetrics.Bounds.Length ? OwnMetrics.Bounds[i] : double.PositiveInfinity));
                text.Sample(name + "_bucket", labels.Length > 0 ? $"{labels},{bound}" : bound, below);
            }

            text.Sample(name + "_sum", labels, sum);
            text.Sample(name + "_count", labels, count);
        }
    }
}
