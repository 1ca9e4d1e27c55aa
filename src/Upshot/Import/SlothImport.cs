namespace Upshot.Import;

/// <summary>Sloth's specifications: <c>version: prometheus/v1</c>, and the same as a Kubernetes resource.</summary>
/// <remarks>Source: sloth.dev, specification prometheus/v1 and sloth.slok.dev/v1.</remarks>
internal static class SlothImport
{
    // Sloth's default.
    private const string Window = "30d";

    public static ImportedPlan Of(IReadOnlyList<ImportNode> documents)
    {
        var (import, product) = (new Importing(), "");
        foreach (var document in documents)
        {
            var spec = document.Map("spec") ?? document;
            document.Ignore("version", "apiVersion", "kind", "metadata");
            var service = spec.Text("service");
            product = product.Length > 0 ? product : service;
            if (service.Length == 0)
            {
                import.Leave(document.Place, "there is no service: this is no specification of Sloth.");
                continue;
            }

            foreach (var slo in spec.Maps("slos"))
            {
                Take(import, service, slo);
            }
        }

        import.LeaveRest(documents);
        return import.Result(product);
    }

    private static void Take(Importing import, string service, ImportNode slo)
    {
        var (name, sli) = (slo.Text("name"), slo.Map("sli"));
        var target = import.Target(slo, slo.Text("objective"), 100);
        var events = sli?.Map("events");
        var raw = sli?.Map("raw");
        var queries = new[] { events?.Text("error_query"), events?.Text("errorQuery"), events?.Text("total_query"), events?.Text("totalQuery"), raw?.Text("error_ratio_query"), raw?.Text("errorRatioQuery") }.OfType<string>().Where(q => q.Length > 0).ToArray();
        if (target is not { } share)
        {
            return;
        }

        if (queries.Length == 0)
        {
            import.Leave(slo.Place, $"{name}: its indicator is a plugin or missing. Say under entry what is counted.");
        }

        import.Objectives.Add(new(name, import.Operation(slo, name, service, queries), share, Window) { Reason = slo.Text("description"), Latency = PromQlLabels.Limit(queries) });
        if (slo.Map("alerting") is { } alerting)
        {
            if (alerting.Map("annotations") is { } annotations)
            {
                var texts = annotations.Texts();
                import.Objectives[^1] = import.Objectives[^1] with { Runbook = texts.GetValueOrDefault("runbook", "") };
                foreach (var (key, value) in texts.Where(t => t.Key != "runbook"))
                {
                    import.Leave(annotations.Place, $"{name}: the annotation {key} ({value}) has no place in a plan.");
                }
            }

            // Both are what a plan does by itself.
            foreach (var severity in new[] { alerting.Map("page_alert"), alerting.Map("pageAlert"), alerting.Map("ticket_alert"), alerting.Map("ticketAlert") }.OfType<ImportNode>().Where(s => s.Text("disable") == "true"))
            {
                import.Leave(severity.Place, $"{name}: an alert is disabled there; say which channels take it (alerts.channels), or give the objective windows of its own.");
            }
        }
    }
}
