namespace Upshot.Plan.Generate.CSharp;

/// <summary>What all calls share: scope, instruments, switches, redaction. It travels in the code, so that it needs no package.</summary>
internal static class RuntimeEmitter
{
    public static string Emit(CallSites sites, CSharpNames names)
    {
        var code = CSharpFile.Begin(names);
        code.Summary("What the calls share. Not for use by hand; it changes with the plan.");
        code.Open($"internal static class {names.Runtime}");
        code.Line("internal const string Mask = \"***\";");
        code.Line();
        code.Line($"internal static readonly global::System.Diagnostics.ActivitySource Source = new(new global::System.Diagnostics.ActivitySourceOptions({CSharpText.Literal(sites.Scope)})");
        code.Line("{");
        code.Line($"    Version = {CSharpText.Literal(CallSites.ContractVersion)},");
        code.Line($"    TelemetrySchemaUrl = {CSharpText.Literal(sites.SchemaUrl)},");
        code.Line("});");
        code.Line();
        code.Line($"internal static readonly global::System.Diagnostics.Metrics.Meter Meter = new(new global::System.Diagnostics.Metrics.MeterOptions({CSharpText.Literal(sites.Scope)})");
        code.Line("{");
        code.Line($"    Version = {CSharpText.Literal(CallSites.ContractVersion)},");
        code.Line($"    TelemetrySchemaUrl = {CSharpText.Literal(sites.SchemaUrl)},");
        code.Line($"    Tags = [new({CSharpText.Literal(CallSites.SignalsAttribute)}, {CSharpText.Literal(sites.SignalsOfScope)})],");
        code.Line("});");
        code.Line();
        foreach (var call in sites.All)
        {
            code.Line($"internal static readonly bool[] On_{names.Call(call)} = Cell({CSharpText.Literal(call.Signal)}, {(call.Rollout.IsOn ? "true" : "false")});");
        }

        foreach (var metric in sites.AllMetrics)
        {
            code.Line();
            code.Line($"internal static readonly {Type(metric)} M_{names.Call(metric)} = Meter.{Create(metric)};");
        }

        code.Line();
        code.Lines(RuntimeText.Shared);
        if (sites.AllEvents.Count > 0)
        {
            code.Line();
            code.Lines(RuntimeText.Logging.Replace("SCOPE", CSharpText.Literal(sites.Scope)));
        }

        foreach (var type in sites.Enums)
        {
            EnumEmitter.Text(code, type, names);
        }

        code.Close();
        return CSharpFile.End(code, names);
    }

    public static string Number(MetricCall metric) => metric.IsInteger ? "long" : "double";

    private static string Type(MetricCall metric) => $"global::System.Diagnostics.Metrics.{Kind(metric)}<{Number(metric)}>";

    private static string Kind(MetricCall metric) => metric.Instrument switch
    {
        "counter" => "Counter",
        "updowncounter" => "UpDownCounter",
        "gauge" => "Gauge",
        _ => "Histogram",
    };

    private static string Create(MetricCall metric)
    {
        // The boundaries that the conventions recommend for durations; an SDK's defaults are meant for milliseconds.
        var advice = metric.Instrument == "histogram" && Units.PerSecond(metric.Unit) is { } scale
            ? $", advice: new global::System.Diagnostics.Metrics.InstrumentAdvice<double> {{ HistogramBucketBoundaries = [{string.Join(", ", s_seconds.Select(s => CSharpText.Number(Math.Round(s * scale, 12))))}] }}"
            : "";
        return $"Create{Kind(metric)}<{Number(metric)}>({CSharpText.Literal(metric.EmittedName)}, {CSharpText.Literal(metric.Unit)}, {CSharpText.Literal(metric.Brief)}{advice})";
    }

    private static readonly double[] s_seconds = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];
}
