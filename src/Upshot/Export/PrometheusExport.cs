using System.Globalization;
using System.Text;
using Upshot.Decide.Alerting;
using Upshot.Plan;
using Upshot.Plan.Alerts;
using Upshot.Plan.Values;

namespace Upshot.Export;

/// <summary>Recording and alerting rules of Prometheus with the names and labels that Sloth gives them, so that its dashboards work.</summary>
/// <remarks>Source: sloth.dev, the rules it generates (version 0.11).</remarks>
internal static class PrometheusExport
{
    public static ExportedText Of(ProductPlan plan)
    {
        var (text, missing) = (new StringBuilder("groups:\n"), new List<NotExpressed>());
        foreach (var objective in plan.Objectives)
        {
            if (plan.Operations.FirstOrDefault(o => o.Name == objective.Operation) is not { } operation)
            {
                continue;
            }

            if (PrometheusQueries.WhyNot(objective, operation) is { } why)
            {
                missing.Add(new(objective.Location, $"{objective.Name}: {why}. It is left out."));
                continue;
            }

            var queries = PrometheusQueries.Of(objective, operation);
            if (queries.Note.Length > 0)
            {
                missing.Add(new(objective.Location, $"{objective.Name}: {queries.Note}."));
            }

            Write(text, plan, objective, queries);
        }

        if (plan.Alerts.MinimumFailures > 1)
        {
            missing.Add(new(plan.Alerts.Location ?? new("upshot.yaml", 1, 1), $"alerts.minimum_failures: {plan.Alerts.MinimumFailures} is not in the rules."));
        }

        missing.Add(new(plan.Alerts.Location ?? new("upshot.yaml", 1, 1), "With few events the rules go by the ratio alone; the exact binomial has no words in PromQL."));
        return new(text.ToString() is "groups:\n" ? "groups: []\n" : text.ToString(), missing);
    }

    private static void Write(StringBuilder text, ProductPlan plan, Objective objective, PrometheusQueries queries)
    {
        var (service, id) = (plan.Product, $"{plan.Product}-{objective.Name}");
        var labels = $"sloth_id: {Quoted.Of(id)}, sloth_service: {Quoted.Of(service)}, sloth_slo: {Quoted.Of(objective.Name)}";
        var selector = $"sloth_id={Quoted.Of(id)}, sloth_service={Quoted.Of(service)}, sloth_slo={Quoted.Of(objective.Name)}";
        var period = BurnRateTable.Period(objective.Window);
        var rules = BurnRule.Of(plan.AlertsOf(objective), objective).ToList();
        var windows = rules.SelectMany(r => r.Windows).SelectMany(w => new[] { w.Short, w.Long }).Append(period).Distinct().Order().ToList();
        Group($"sloth-slo-sli-recordings-{id}");
        foreach (var window in windows)
        {
            // Over the whole period too the ratio of sums, never a mean of ratios.
            Record($"slo:sli_error:ratio_rate{Duration.Format(window)}", queries.RatioOver(Duration.Format(window)), $"{labels}, sloth_window: {Duration.Format(window)}");
        }

        var allowed = (1 - (decimal)objective.Target).ToString(CultureInfo.InvariantCulture);
        Group($"sloth-slo-meta-recordings-{id}");
        Record("slo:objective:ratio", $"vector({((decimal)objective.Target).ToString(CultureInfo.InvariantCulture)})", labels);
        Record("slo:error_budget:ratio", $"vector(1-{((decimal)objective.Target).ToString(CultureInfo.InvariantCulture)})", labels);
        Record("slo:time_period:days", $"vector({period.TotalDays.ToString("0.####", CultureInfo.InvariantCulture)})", labels);
        Record("slo:current_burn_rate:ratio", $"slo:sli_error:ratio_rate{Duration.Format(windows[0])}{{{selector}}}\n/ on(sloth_id, sloth_slo, sloth_service) group_left\nslo:error_budget:ratio{{{selector}}}", labels);
        Record("slo:period_burn_rate:ratio", $"slo:sli_error:ratio_rate{Duration.Format(period)}{{{selector}}}\n/ on(sloth_id, sloth_slo, sloth_service) group_left\nslo:error_budget:ratio{{{selector}}}", labels);
        Record("slo:period_error_budget_remaining:ratio", $"1 - slo:period_burn_rate:ratio{{{selector}}}", labels);
        Record("sloth_slo_info", "vector(1)", $"{labels}, sloth_mode: upshot, sloth_objective: {Quoted.Of((objective.Target * 100).ToString("0.######", CultureInfo.InvariantCulture))}, sloth_spec: upshot, sloth_version: upshot");
        Group($"sloth-slo-alerts-{id}");
        foreach (var rule in rules)
        {
            text.Append(CultureInfo.InvariantCulture, $"  - alert: {Quoted.Of(rule.Name)}\n");
            Expression(string.Join("\nor\n", rule.Windows.Select(w => $"(\n  {Burns(w, w.Short)}\n  and\n  {Burns(w, w.Long)}\n)")));
            text.Append(CultureInfo.InvariantCulture, $"    labels: {{ {labels}, sloth_severity: {rule.Severity}, severity: {rule.Severity}, owner: {Quoted.Of(objective.Owner)} }}\n");
            text.Append(CultureInfo.InvariantCulture, $"    annotations: {{ title: {Quoted.Of($"({rule.Severity}) {service} {objective.Name} burns its error budget too fast.")}, summary: {Quoted.Of(objective.Reason)}, runbook: {Quoted.Of(objective.Runbook)} }}\n");
        }

        string Burns(AlertWindow window, TimeSpan over) =>
            $"max(slo:sli_error:ratio_rate{Duration.Format(over)}{{{selector}}} > ({BurnRateTable.Factor(window, period).ToString("0.######", CultureInfo.InvariantCulture)} * {allowed})) without (sloth_window)";

        void Group(string name) => text.Append(CultureInfo.InvariantCulture, $"- name: {Quoted.Of(name)}\n  rules:\n");

        void Record(string name, string query, string with)
        {
            text.Append(CultureInfo.InvariantCulture, $"  - record: {Quoted.Of(name)}\n");
            Expression(query);
            text.Append(CultureInfo.InvariantCulture, $"    labels: {{ {with} }}\n");
        }

        void Expression(string query) => text.Append("    expr: |\n").Append(string.Concat(query.Split('\n').Select(l => $"      {l}\n")));
    }
}
