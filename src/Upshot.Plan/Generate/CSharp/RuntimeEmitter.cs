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
            {{sites.AllMetrics.Select(metric => "\n" + Instrument(metric, IsAlone(sites, metric), names))}}

            {{RuntimeText.Shared.Replace("\r", "").TrimEnd('\n')}}
            {{(sites.Exceptions is { } classed ? "\n" + Note(classed) : "")}}
            {{"\n" + (sites.AllEvents.Count > 0 ? RuntimeText.Logging.Replace("SCOPE", CSharpText.Literal(sites.Scope)) : RuntimeText.Silent).Replace("\r", "").TrimEnd('\n')}}
            {{(sites.Metrics.Any(IsObservable) ? "\n" + RuntimeText.Observed.Replace("\r", "").TrimEnd('\n') : "")}}
            {{sites.Enums.Select(type => "\n" + EnumEmitter.Text(type, names))}}
        }
        """));

    private static string Note(Redaction classed)
    {
        return CSharpTemplate.Of($$"""
            /// <summary>An exception as an event of its span: its type, and of its message and its stack, which repeats it, what the plan lets through.</summary>
            internal static void Note(global::System.Diagnostics.Activity activity, global::System.Exception exception) => activity.AddEvent(new global::System.Diagnostics.ActivityEvent("exception", tags: new global::System.Diagnostics.ActivityTagsCollection
            {
                { "exception.type", exception.GetType().ToString() },
                {{Text("exception.message", "exception.Message")}}
                {{Text("exception.stacktrace", "exception.ToString()")}}
            }));
            """).TrimEnd('\n');

        string Text(string attribute, string value) => classed switch
        {
            Redaction.Mask => $"{{ {CSharpText.Literal(attribute)}, Mask }},",
            Redaction.Hash => $"{{ {CSharpText.Literal(attribute)}, Hash({value}) }},",
            _ => "",
        };
    }

    /// <summary>The instrument of a metric, as code of other types names it.</summary>
    public static string Named(MetricCall metric, bool isAlone, CSharpNames names) =>
        names.Full(names.Runtime) + (isAlone && IsObservable(metric) ? $".I_{names.Call(metric)}.M" : $".M_{names.Call(metric)}");

    /// <summary>Whether it can be read when metrics are collected, instead of counted.</summary>
    public static bool IsObservable(MetricCall metric) => metric.Instrument != "histogram";

    /// <summary>What creates the instrument that is observed.</summary>
    public static string Observable(MetricCall metric) =>
        $"Meter.CreateObservable{Kind(metric)}<{Number(metric)}>({CSharpText.Literal(metric.EmittedName)}, read, {CSharpText.Literal(metric.Unit)}, {CSharpText.Literal(metric.Brief)})";

    public static string IsGauge(MetricCall metric) => metric.Instrument == "gauge" ? "true" : "false";

    public static string IsOnlyUp(MetricCall metric) => metric.Instrument is "counter" or "histogram" ? "true" : "false";

    private static bool IsAlone(CallSites sites, MetricCall metric) => sites.Metrics.Any(m => m.Signal == metric.Signal);

    // One that may be observed instead is made when it is first counted.
    private static string Instrument(MetricCall metric, bool isAlone, CSharpNames names) => !isAlone || !IsObservable(metric)
        ? $"internal static readonly {Type(metric)} M_{names.Call(metric)} = Meter.{Create(metric)};"
        : CSharpTemplate.Of($$"""
            internal static class I_{{names.Call(metric)}}
            {
                internal static readonly {{Type(metric)}} M = Meter.{{Create(metric)}};
            }

            internal static readonly Observed<{{Number(metric)}}> O_{{names.Call(metric)}} = new({{CSharpText.Literal(metric.EmittedName)}}, On_{{names.Call(metric)}}, {{IsGauge(metric)}}, {{IsOnlyUp(metric)}}, static read => {{Observable(metric)}});
            """);

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
