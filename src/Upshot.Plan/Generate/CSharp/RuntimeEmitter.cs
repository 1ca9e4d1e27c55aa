namespace Upshot.Plan.Generate.CSharp;

/// <summary>What all calls share: scope, instruments, switches, redaction. It travels in the code, so that it needs no package.</summary>
internal static class RuntimeEmitter
{
    public static string Emit(CallSites sites, CSharpNames names) => CSharpFile.Of(names, CSharpTemplate.Of($$"""
        /// <summary>What the calls share. Not for use by hand; it changes with the plan.</summary>
        internal static class {{names.Runtime}}
        {
            internal const string Mask = "***";

            internal static readonly global::System.Diagnostics.ActivitySource Source = new(new global::System.Diagnostics.ActivitySourceOptions({{CSharpText.Literal(sites.Scope)}})
            {
                Version = {{CSharpText.Literal(CallSites.ContractVersion)}},
                TelemetrySchemaUrl = {{CSharpText.Literal(sites.SchemaUrl)}},
            });

            internal static readonly global::System.Diagnostics.Metrics.Meter Meter = new(new global::System.Diagnostics.Metrics.MeterOptions({{CSharpText.Literal(sites.Scope)}})
            {
                Version = {{CSharpText.Literal(CallSites.ContractVersion)}},
                TelemetrySchemaUrl = {{CSharpText.Literal(sites.SchemaUrl)}},
                Tags = [new({{CSharpText.Literal(CallSites.SignalsAttribute)}}, {{CSharpText.Literal(sites.SignalsOfScope)}})],
            });

            {{sites.All.Select(call => $"internal static readonly bool[] On_{names.Call(call)} = Cell({CSharpText.Literal(call.Signal)}, {(call.Rollout.IsOn ? "true" : "false")});")}}
            {{sites.AllMetrics.Select(metric => $"\ninternal static readonly {Type(metric)} M_{names.Call(metric)} = Meter.{Create(metric)};")}}

            {{RuntimeText.Shared.Replace("\r", "").TrimEnd('\n')}}
            {{(sites.AllEvents.Count > 0 ? "\n" + RuntimeText.Logging.Replace("\r", "").TrimEnd('\n').Replace("SCOPE", CSharpText.Literal(sites.Scope)) : "")}}
            {{sites.Enums.Select(type => "\n" + EnumEmitter.Text(type, names))}}
        }
        """));

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
