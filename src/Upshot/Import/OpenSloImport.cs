namespace Upshot.Import;

/// <summary>OpenSLO's documents: SLO, and the SLI that one refers to. What other kinds say is listed.</summary>
/// <remarks>Source: github.com/OpenSLO/OpenSLO, specification v1.</remarks>
internal static class OpenSloImport
{
    public static ImportedPlan Of(IReadOnlyList<ImportNode> documents)
    {
        var import = new Importing();
        var kinds = documents.Select(d => (Document: d, Kind: d.Text("kind"))).ToList();
        var indicators = kinds.Where(k => k.Kind == "SLI").Select(k => k.Document).ToDictionary(d => d.Map("metadata")?.Text("name") ?? "", d => d.Map("spec"), StringComparer.Ordinal);
        var service = kinds.Where(k => k.Kind == "Service").Select(k => k.Document.Map("metadata")).OfType<ImportNode>().Select(m => m.Text("displayName") is { Length: > 0 } shown ? shown : m.Text("name")).FirstOrDefault() ?? "";
        foreach (var (document, kind) in kinds)
        {
            if (document.Text("apiVersion") != "openslo/v1")
            {
                import.Leave(document.Place, $"apiVersion is \"{document.Text("apiVersion")}\"; only openslo/v1 is read.");
            }
            else if (kind == "SLO" && document.Map("spec") is { } spec)
            {
                Take(import, document.Map("metadata"), spec, indicators);
            }
            else if (kind is not ("SLI" or "Service"))
            {
                document.Ignore("metadata", "spec");
                import.Leave(document.Place, $"{kind} {document.Map("metadata")?.Text("name")}: alerts follow from objectives here, and channels stand under alerts.channels.");
            }
        }

        import.LeaveRest(documents);
        return import.Result(service.Length > 0 ? service : import.Objectives.Select(o => o.Operation.Service).FirstOrDefault() ?? "");
    }

    private static void Take(Importing import, ImportNode? metadata, ImportNode spec, Dictionary<string, ImportNode?> indicators)
    {
        var (name, annotations) = (metadata?.Text("displayName") is { Length: > 0 } shown ? shown : metadata?.Text("name") ?? "", metadata?.Map("annotations")?.Texts() ?? new Dictionary<string, string>());
        metadata?.Ignore("name");
        var metric = spec.Map("indicator")?.Map("spec") ?? indicators.GetValueOrDefault(spec.Text("indicatorRef"));
        spec.Map("indicator")?.Ignore("metadata");
        var ratio = metric?.Map("ratioMetric");
        var threshold = metric?.Map("thresholdMetric");
        string[] queries = [.. new[] { ratio?.Map("good"), ratio?.Map("bad"), ratio?.Map("total"), ratio?.Map("raw"), threshold }.OfType<ImportNode>().Select(Query).Where(q => q.Length > 0)];
        ratio?.Ignore("counter");
        if (spec.Text("budgetingMethod") is { Length: > 0 } method && method != "Occurrences")
        {
            import.Leave(spec.Place, $"{name}: the budget is counted by {method} there, and by requests here.");
        }

        var window = WindowOf(import, spec, name);
        var objectives = spec.Maps("objectives");
        foreach (var objective in objectives)
        {
            var target = objective.Text("targetPercent") is { Length: > 0 } percent ? import.Target(objective, percent, 100) : import.Target(objective, objective.Text("target"), 1);
            if (target is not { } share)
            {
                continue;
            }

            var label = objective.Text("displayName");
            var own = objectives.Count == 1 ? name : $"{name}-{(label.Length > 0 ? label : objective.Text("value"))}";
            import.Objectives.Add(new(own, OperationOf(import, spec, own, annotations, queries), share, window)
            {
                Latency = PromQlLabels.Limit(queries),
                Reason = spec.Text("description"),
                Owner = annotations.GetValueOrDefault("upshot.dev/owner", ""),
                Runbook = annotations.GetValueOrDefault("upshot.dev/runbook", ""),
                Decision = annotations.GetValueOrDefault("upshot.dev/decision", ""),
            });
        }

        foreach (var (key, value) in annotations.Where(a => !a.Key.StartsWith("upshot.dev/", StringComparison.Ordinal)))
        {
            import.Leave(metadata!.Place, $"{name}: the annotation {key} ({value}) has no place in a plan.");
        }
    }

    private static ImportedOperation OperationOf(Importing import, ImportNode spec, string name, IReadOnlyDictionary<string, string> annotations, string[] queries) =>
        import.Operation(spec, name, spec.Text("service"), queries) with { Name = annotations.GetValueOrDefault("upshot.dev/operation", name) };

    private static string WindowOf(Importing import, ImportNode spec, string name)
    {
        var windows = spec.Maps("timeWindow");
        if (windows.Count == 0)
        {
            import.Leave(spec.Place, $"{name}: there is no time window. It becomes 28d.");
            return "28d";
        }

        var (duration, calendar) = (windows[0].Text("duration"), windows[0].Map("calendar"));
        if (windows[0].Text("isRolling") == "true")
        {
            return import.Window(windows[0], duration);
        }

        calendar?.Ignore("startTime", "timeZone");
        var word = duration switch { "1d" => "day", "1w" => "week", "1M" => "month", "1Q" => "quarter", "1Y" => "year", _ => "" };
        if (word.Length == 0)
        {
            import.Leave(windows[0].Place, $"{name}: a calendar window of {duration} is none of day, week, month, quarter and year. It becomes a month.");
        }

        return word.Length > 0 ? word : "month";
    }

    private static string Query(ImportNode metric)
    {
        var source = metric.Map("metricSource");
        source?.Ignore("type", "metricSourceRef");
        var spec = source?.Map("spec");
        return spec?.Text("query") is { Length: > 0 } query ? query : spec?.Text("promql") ?? "";
    }
}
