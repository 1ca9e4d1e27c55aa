using System.Globalization;
using System.Text;
using Upshot.Plan;
using Upshot.Plan.Values;

namespace Upshot.Export;

/// <summary>Objectives as OpenSLO documents (openslo/v1), with indicators in PromQL.</summary>
/// <remarks>Source: github.com/OpenSLO/OpenSLO, specification v1.</remarks>
internal static class OpenSloExport
{
    public static ExportedText Of(ProductPlan plan)
    {
        var (text, missing) = (new StringBuilder(), new List<NotExpressed>());
        text.Append(CultureInfo.InvariantCulture, $"apiVersion: openslo/v1\nkind: Service\nmetadata: {{ name: {Quoted.Of(NameOf(plan.Product))}, displayName: {Quoted.Of(plan.Product)} }}\nspec: {{ description: {Quoted.Of(plan.Description)} }}\n");
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
            if (objective.Runbook.Length > 0 || objective.Decision.Length > 0)
            {
                missing.Add(new(objective.Location, $"{objective.Name}: runbook, decision and owner are annotations there."));
            }

            text.Append(CultureInfo.InvariantCulture, $$"""
                ---
                apiVersion: openslo/v1
                kind: SLO
                metadata:
                  name: {{Quoted.Of(NameOf(objective.Name))}}
                  displayName: {{Quoted.Of(objective.Name)}}
                  annotations: { upshot.dev/operation: {{Quoted.Of(objective.Operation)}}, upshot.dev/owner: {{Quoted.Of(objective.Owner)}}, upshot.dev/runbook: {{Quoted.Of(objective.Runbook)}}, upshot.dev/decision: {{Quoted.Of(objective.Decision)}} }
                spec:
                  description: {{Quoted.Of(objective.Reason)}}
                  service: {{Quoted.Of(NameOf(plan.Product))}}
                  budgetingMethod: Occurrences
                  timeWindow:
                  - {{WindowOf(objective.Window)}}
                  indicator:
                    metadata: { name: {{Quoted.Of(NameOf(objective.Name) + "-indicator")}} }
                    spec:
                      ratioMetric:
                        counter: true
                        bad: { metricSource: { type: Prometheus, spec: { query: {{Quoted.Of(queries.Bad.Replace("{0}", "5m", StringComparison.Ordinal))}} } } }
                        total: { metricSource: { type: Prometheus, spec: { query: {{Quoted.Of(queries.Total.Replace("{0}", "5m", StringComparison.Ordinal))}} } } }
                  objectives:
                  - { displayName: {{Quoted.Of(objective.Name)}}, target: {{((decimal)objective.Target).ToString(CultureInfo.InvariantCulture)}} }

                """);
        }

        return new(text.ToString(), missing);
    }

    private static string WindowOf(BudgetWindow window) => window.Calendar switch
    {
        null => $"{{ duration: {Duration.Format(window.Length)}, isRolling: true }}",
        "week" => "{ duration: 1w, isRolling: false, calendar: { startTime: \"2024-01-01 00:00:00\", timeZone: UTC } }",
        "quarter" => "{ duration: 1Q, isRolling: false, calendar: { startTime: \"2024-01-01 00:00:00\", timeZone: UTC } }",
        _ => "{ duration: 1M, isRolling: false, calendar: { startTime: \"2024-01-01 00:00:00\", timeZone: UTC } }",
    };

    // Names there are those of DNS labels.
    private static string NameOf(string name) => string.Concat(name.ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-')).Trim('-');
}
