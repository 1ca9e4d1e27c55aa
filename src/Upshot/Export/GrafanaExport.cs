using System.Text.Json;
using Upshot.Plan;
using Upshot.Plan.Alerts;
using Upshot.Plan.Values;

namespace Upshot.Export;

/// <summary>A dashboard of Grafana over the rules of <see cref="PrometheusExport"/>: for each objective what is left of its budget, how fast it burns, and its ratio.</summary>
/// <remarks>Source: grafana.com, dashboard JSON model (schema version 39).</remarks>
internal static class GrafanaExport
{
    private const int Height = 7;
    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static ExportedText Of(ProductPlan plan)
    {
        var rules = PrometheusExport.Of(plan);
        var shown = plan.Objectives.Where(o => rules.Text.Contains($"sloth_slo: {Quoted.Of(o.Name)}", StringComparison.Ordinal)).ToList();
        var panels = shown.Index().SelectMany(o => Panels(plan, o.Item, o.Index)).ToList();
        var dashboard = new
        {
            title = $"{plan.Product}: promises",
            uid = $"upshot-{System.IO.Hashing.XxHash64.HashToUInt64(System.Text.Encoding.UTF8.GetBytes(plan.Product)):x16}",
            tags = new[] { "upshot", "slo" },
            schemaVersion = 39,
            editable = true,
            refresh = "1m",
            time = new { from = "now-24h", to = "now" },
            templating = new { list = new[] { new { name = "datasource", type = "datasource", query = "prometheus", label = "Prometheus" } } },
            panels,
        };
        return new(JsonSerializer.Serialize(dashboard, Json) + "\n", rules.NotExpressed);
    }

    private static IEnumerable<object> Panels(ProductPlan plan, Objective objective, int index)
    {
        var selector = $"{{sloth_id={Quoted.Of($"{plan.Product}-{objective.Name}")}}}";
        var period = BurnRateTable.Period(objective.Window);
        var (id, y) = ((index * 4) + 1, index * (Height + 1));
        yield return new { id, type = "row", title = objective.Name, collapsed = false, gridPos = new { h = 1, w = 24, x = 0, y }, panels = Array.Empty<object>() };
        yield return Panel(id + 1, "stat", "Budget left", objective.Reason, $"slo:period_error_budget_remaining:ratio{selector}", "percentunit", 0, 6, y + 1);
        yield return Panel(id + 2, "timeseries", "Burn rate", "1 spends exactly the budget.", $"slo:current_burn_rate:ratio{selector}", "short", 6, 9, y + 1);
        yield return Panel(id + 3, "timeseries", $"Failed of all, over {Duration.Format(period)}", objective.Decision, $"slo:sli_error:ratio_rate{Duration.Format(period)}{selector}", "percentunit", 15, 9, y + 1);
    }

    private static object Panel(int id, string type, string title, string description, string expression, string unit, int x, int width, int y) => new
    {
        id,
        type,
        title,
        description,
        datasource = new { type = "prometheus", uid = "${datasource}" },
        gridPos = new { h = Height, w = width, x, y },
        fieldConfig = new { defaults = new { unit }, overrides = Array.Empty<object>() },
        targets = new[] { new { refId = "A", expr = expression, datasource = new { type = "prometheus", uid = "${datasource}" } } },
    };
}
