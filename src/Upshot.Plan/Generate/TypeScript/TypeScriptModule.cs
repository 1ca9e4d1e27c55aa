using System.Globalization;

namespace Upshot.Plan.Generate.TypeScript;

/// <summary>One TypeScript module for a plan, on the public API of OpenTelemetry.</summary>
public static class TypeScriptModule
{
    /// <param name="module">What the file is called, without its ending; empty: the product.</param>
    public static IReadOnlyList<GeneratedFile> Write(ProductPlan plan, CallSites sites, string module = "")
    {
        var (hasSpans, hasMetrics, hasEvents) = (sites.Spans.Count > 0, sites.AllMetrics.Count > 0, sites.AllEvents.Count > 0);
        var parameters = sites.Spans.SelectMany(s => s.Start.Concat(s.End)).Concat(sites.Metrics.SelectMany(m => m.Attributes)).Concat(sites.Events.SelectMany(e => e.Attributes)).ToList();
        var isTaking = sites.Metrics.Count > 0 || parameters.Any(p => p.Redaction != Redaction.Drop);
        var redactions = new HashSet<Redaction>(parameters.Select(p => p.Redaction).OfType<Redaction>());
        var text = new SourceText("  ");
        Head(text, plan, sites);
        Part(TypeScriptRuntime.Trouble, sites.All.Count > 0);
        Part(TypeScriptRuntime.Switches);
        Part(TypeScriptRuntime.Sha256);
        text.Line("switchAll();").Line();
        if (sites.All.Count > 0)
        {
            Part(TypeScriptRuntime.Values);
            Part(TypeScriptRuntime.Whole, hasSpans || isTaking);
            Part(TypeScriptRuntime.Declared, isTaking);
            text.Line($"const SCOPE = [{SourceText.Quoted(sites.Scope)}, {SourceText.Quoted(CallSites.ContractVersion)}, {{ schemaUrl: SCHEMA_URL }}] as const;").Line();
        }

        Part(TypeScriptRuntime.Classified, redactions.Count > 0 || sites.Exceptions == Redaction.Hash);
        Part(TypeScriptRuntime.Masked, redactions.Contains(Redaction.Mask));
        Part(TypeScriptRuntime.Hashed, redactions.Contains(Redaction.Hash) || sites.Exceptions == Redaction.Hash);
        if (hasSpans || hasEvents)
        {
            Exceptions(text, sites);
        }

        Part(TypeScriptRuntime.Instrument, hasMetrics);
        Part(TypeScriptRuntime.Amount, sites.Metrics.Count > 0);
        Part(TypeScriptRuntime.Observed, sites.Metrics.Any(m => m.Instrument != "histogram"));
        Instruments(text, sites);
        foreach (var type in sites.Enums)
        {
            Enum(text, type);
        }

        Part(TypeScriptRuntime.Told, hasSpans || hasEvents);
        Part(Shown(TypeScriptRuntime.Write, sites), hasEvents);
        if (hasSpans)
        {
            Part(TypeScriptRuntime.Traced);
            Heard(text, hasMetrics, hasEvents);
            Part(Shown(TypeScriptRuntime.SpanCall, sites));
            Part(TypeScriptRuntime.Running);
        }

        foreach (var call in sites.Spans.Select(TypeScriptSpan.Write).Concat(sites.Metrics.Select(TypeScriptSignals.Metric)).Concat(sites.Events.Select(TypeScriptSignals.Event)))
        {
            text.Block(call.TrimEnd('\n')).Line();
        }

        return [new($"{(module.Length > 0 ? module : sites.Product.Snake)}.ts", text.ToString().TrimEnd('\n') + "\n")];

        void Part(string part, bool isNeeded = true)
        {
            if (isNeeded)
            {
                text.Block(part);
            }
        }
    }

    /// <summary>What redacts the texts of exceptions, where the plan classes them.</summary>
    private static void Exceptions(SourceText text, CallSites sites)
    {
        if (sites.Exceptions is not { } redaction)
        {
            return;
        }

        text.Block(redaction switch
        {
            Redaction.Mask => TypeScriptRuntime.Masking,
            Redaction.Hash => "const redactedText = (text: string): string | undefined => hex(hmac(key(), text)).slice(0, 32);\n",
            _ => "const redactedText = (_: string): string | undefined => undefined;\n",
        });
        text.Block(TypeScriptRuntime.Thrown);
    }

    private const string Recorded = "this.span.recordException(this.error);";
    private const string Written = "{ \"exception.type\": thrown.name, \"exception.message\": thrown.message, \"exception.stacktrace\": thrown.stack ?? \"\" }";

    /// <summary>A part that tells of exceptions, with what redacts them where the plan classes them.</summary>
    private static string Shown(string part, CallSites sites)
    {
        if (!part.Contains(Recorded, StringComparison.Ordinal) && !part.Contains(Written, StringComparison.Ordinal))
        {
            throw new InvalidOperationException("A part of generated TypeScript tells of exceptions in other words than are known.");
        }

        return sites.Exceptions is null ? part : part.Replace(Recorded, "this.span.addEvent(\"exception\", thrownAs(this.error));").Replace(Written, "thrownAs(thrown)");
    }

    /// <summary>How instruments of this kind are called in what creates them.</summary>
    public static string Creator(MetricCall metric) => metric.Instrument switch
    {
        "updowncounter" => "UpDownCounter",
        "gauge" => "Gauge",
        "counter" => "Counter",
        _ => "Histogram",
    };

    private static void Head(SourceText text, ProductPlan plan, CallSites sites)
    {
        var (hasSpans, hasMetrics, hasEvents) = (sites.Spans.Count > 0, sites.AllMetrics.Count > 0, sites.AllEvents.Count > 0);
        List<string> imports =
        [
            .. hasSpans || hasEvents ? ["context as contexts"] : Array.Empty<string>(),
            .. hasMetrics ? ["createNoopMeter", "metrics"] : Array.Empty<string>(),
            .. hasSpans ? ["INVALID_SPAN_CONTEXT", "ProxyTracerProvider", "SpanKind", "SpanStatusCode", "trace"] : Array.Empty<string>(),
            .. hasSpans || hasEvents ? ["type Context"] : Array.Empty<string>(),
            .. hasMetrics ? ["type Meter", "type MeterProvider"] : Array.Empty<string>(),
            .. sites.Metrics.Any(m => m.Instrument != "histogram") ? ["type Observable", "type ObservableResult"] : Array.Empty<string>(),
            .. hasSpans ? ["type Span"] : Array.Empty<string>(),
        ];
        text.Line($"// Telemetry of {sites.Product.Pascal}, written by `upshot generate` from plan {sites.Digest}.")
            .Line("// Do not edit it: change the plan and generate again. Needs TypeScript 5.2 or later and @opentelemetry/api 1.9 or later.")
            .Line("/// <reference lib=\"esnext.disposable\" />");
        if (imports.Count > 0)
        {
            text.Wrapped("import { ", imports, " } from \"@opentelemetry/api\";");
        }

        if (hasEvents)
        {
            text.Line("import { logs, SeverityNumber } from \"@opentelemetry/api-logs\";");
        }

        text.Line().Block(TypeScriptPlan.Write(plan, sites).TrimEnd('\n')).Line();
    }

    private static void Instruments(SourceText text, CallSites sites)
    {
        if (sites.Spans.Count > 0)
        {
            text.Line("const tracer = trace.getTracerProvider().getTracer(...SCOPE);");
        }

        if (sites.AllEvents.Count > 0)
        {
            // Older versions of the API do not say whether anybody listens.
            text.Line("const logger = logs.getLogger(...SCOPE);")
                .Line("const isLogged = (): boolean => (logger as { enabled?: () => boolean }).enabled?.() !== false;");
        }

        foreach (var metric in sites.AllMetrics)
        {
            text.Line($"const {TypeScriptNames.Instrument(metric)} = instrument({SourceText.Quoted(metric.EmittedName)}, (meter) =>").Indent()
                .Wrapped($"meter.create{Creator(metric)}({SourceText.Quoted(metric.EmittedName)}, {{ ", [$"unit: {SourceText.Quoted(metric.Unit)}", $"description: {SourceText.Quoted(metric.Brief)}", Boundaries(metric)], " }),")
                .Outdent().Line(");");
        }

        text.Line();
    }

    private static void Heard(SourceText text, bool hasMetrics, bool hasEvents) =>
        text.Line("/** Whether anybody listens to spans, or to what they record and write. */")
            .Line($"const isHeard = (): boolean => isTraced(){(hasMetrics ? " || currentMeter() !== undefined" : "")}{(hasEvents ? " || isLogged()" : "")};").Line();

    private static string Boundaries(MetricCall metric) =>
        DurationBuckets.Of(metric) is { } boundaries
            ? $"advice: {{ explicitBucketBoundaries: [{string.Join(", ", boundaries.Select(b => b.ToString("R", CultureInfo.InvariantCulture)))}] }}"
            : "";

    private static void Enum(SourceText text, EnumType type)
    {
        var name = TypeScriptNames.Type(type.Name);
        text.Line($"/** {SourceText.Remark(type.Brief.Length > 0 ? type.Brief : "Allowed values.")} ({SourceText.Remark(type.Attribute)}) */")
            .Line($"export const {name} = {{").Indent();
        foreach (var member in type.Members)
        {
            text.Line($"{member.Name.Pascal}: {(type.IsInteger ? member.Value : SourceText.Quoted(member.Value))},");
        }

        text.Outdent().Line("} as const;")
            .Line($"export type {name} = (typeof {name})[keyof typeof {name}];")
            .Line();
    }
}
