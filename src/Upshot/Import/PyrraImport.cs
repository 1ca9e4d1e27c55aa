using Upshot.Plan.Values;

namespace Upshot.Import;

/// <summary>Pyrra's ServiceLevelObjective resources.</summary>
/// <remarks>Source: github.com/pyrra-dev/pyrra, pyrra.dev/v1alpha1.</remarks>
internal static class PyrraImport
{
    public static ImportedPlan Of(IReadOnlyList<ImportNode> documents)
    {
        var import = new Importing();
        foreach (var document in documents)
        {
            document.Ignore("apiVersion");
            if (document.Text("kind") != "ServiceLevelObjective" || document.Map("spec") is not { } spec)
            {
                import.Leave(document.Place, "this is no ServiceLevelObjective.");
                continue;
            }

            Take(import, document.Map("metadata"), spec);
        }

        import.LeaveRest(documents);
        return import.Result(import.Objectives.Select(o => o.Operation.Service).FirstOrDefault() ?? "");
    }

    private static void Take(Importing import, ImportNode? metadata, ImportNode spec)
    {
        var name = metadata?.Text("name") ?? "";
        var labels = metadata?.Map("labels")?.Texts() ?? new Dictionary<string, string>();
        var indicator = spec.Map("indicator");
        var (ratio, latency, native, gauge) = (indicator?.Map("ratio"), indicator?.Map("latency"), indicator?.Map("latencyNative"), indicator?.Map("bool_gauge") ?? indicator?.Map("boolGauge"));
        string[] queries = [.. new[] { ratio?.Map("errors")?.Text("metric"), ratio?.Map("total")?.Text("metric"), latency?.Map("success")?.Text("metric"), latency?.Map("total")?.Text("metric"), native?.Map("total")?.Text("metric"), gauge?.Text("metric") }.OfType<string>().Where(q => q.Length > 0)];
        if (import.Target(spec, spec.Text("target"), 100) is not { } target)
        {
            return;
        }

        if (gauge is not null)
        {
            import.Leave(gauge.Place, $"{name}: a gauge of true and false counts no requests. Say under entry what is counted.");
        }

        TimeSpan? limit = native is not null && Duration.TryParse(native.Text("latency"), out var said) ? said : PromQlLabels.Limit(queries);
        import.Objectives.Add(new(name, import.Operation(spec, name, labels.GetValueOrDefault("pyrra.dev/team", name), queries), target, import.Window(spec, spec.Text("window")))
        {
            Reason = spec.Text("description"),
            Owner = labels.GetValueOrDefault("pyrra.dev/team", ""),
            Latency = limit,
        });
        foreach (var (key, value) in labels.Where(l => l.Key != "pyrra.dev/team"))
        {
            import.Leave(metadata!.Place, $"{name}: the label {key} ({value}) has no place in a plan.");
        }
    }
}
