using System.Globalization;

namespace Upshot.Plan.Generate.TypeScript;

/// <summary>One TypeScript module for a plan, on the public API of OpenTelemetry.</summary>
public static class TypeScriptModule
{
    public static IReadOnlyList<GeneratedFile> Write(CallSites sites)
    {
        var text = new SourceText("  ");
        Head(text, sites);
        text.Block(TypeScriptRuntime.Switches).Block(TypeScriptRuntime.Sha256).Line("switchAll();").Line();
        if (sites.All.Count > 0)
        {
            text.Block(TypeScriptRuntime.Values);
        }

        var parameters = sites.Spans.SelectMany(s => s.Start.Concat(s.End)).Concat(sites.Metrics.SelectMany(m => m.Attributes)).Concat(sites.Events.SelectMany(e => e.Attributes));
        var redactions = new HashSet<Redaction>(parameters.Select(p => p.Redaction).OfType<Redaction>());
        if (redactions.Count > 0)
        {
            text.Block(TypeScriptRuntime.Classified);
        }

        foreach (var (redaction, function) in new[] { (Redaction.Drop, TypeScriptRuntime.Drop), (Redaction.Mask, TypeScriptRuntime.Mask), (Redaction.Hash, TypeScriptRuntime.Hash) })
        {
            if (redactions.Contains(redaction))
            {
                text.Block(function);
            }
        }

        Instruments(text, sites);
        foreach (var type in sites.Enums)
        {
            Enum(text, type);
        }

        if (sites.Spans.Count > 0 || sites.AllEvents.Count > 0)
        {
            text.Block(TypeScriptRuntime.Told);
        }

        if (sites.Spans.Count > 0)
        {
            text.Block(TypeScriptRuntime.SpanCall);
        }

        if (sites.AllEvents.Count > 0)
        {
            text.Block(TypeScriptRuntime.Write);
        }

        foreach (var span in sites.Spans)
        {
            text.Block(TypeScriptSpan.Write(span).TrimEnd('\n')).Line();
        }

        foreach (var metric in sites.Metrics)
        {
            text.Block(TypeScriptSignals.Metric(metric).TrimEnd('\n')).Line();
        }

        foreach (var written in sites.Events)
        {
            text.Block(TypeScriptSignals.Event(written).TrimEnd('\n')).Line();
        }

        return [new($"{sites.Product.Snake}.ts", text.ToString().TrimEnd('\n') + "\n")];
    }

    private static void Head(SourceText text, CallSites sites)
    {
        var imports = new List<string>();
        if (sites.Spans.Count > 0 || sites.AllEvents.Count > 0)
        {
            imports.AddRange(["context as contexts", "type Context"]);
        }

        if (sites.AllMetrics.Count > 0)
        {
            imports.AddRange(["metrics", "type Meter", "type MeterProvider"]);
        }

        if (sites.Spans.Count > 0)
        {
            imports.AddRange(["SpanKind", "SpanStatusCode", "trace", "type Span"]);
        }

        text.Line($"// Telemetry of {sites.Product.Pascal}, written by `upshot generate` from plan {sites.Digest}.")
            .Line("// Do not edit it: change the plan and generate again. Needs TypeScript 5.2 or later and @opentelemetry/api 1.9 or later.")
            .Line("/// <reference lib=\"esnext.disposable\" />");
        if (imports.Count > 0)
        {
            text.Wrapped("import { ", imports, " } from \"@opentelemetry/api\";");
        }

        if (sites.AllEvents.Count > 0)
        {
            text.Line("import { logs, SeverityNumber } from \"@opentelemetry/api-logs\";");
        }

        text.Line()
            .Line($"export const PLAN_DIGEST = {SourceText.Quoted(sites.Digest)};")
            .Line($"export const SCHEMA_URL = {SourceText.Quoted(sites.SchemaUrl)};")
            .Line()
            .Line("/** Stage and share of each signal as the plan has them. */")
            .Line("const PLANNED: ReadonlyMap<string, Stage> = new Map([").Indent();
        foreach (var call in sites.All)
        {
            text.Line($"[{SourceText.Quoted(call.Signal)}, {{ stage: {SourceText.Quoted(call.Rollout.Stage)}, share: {call.Rollout.CanaryShare.ToString("R", CultureInfo.InvariantCulture)} }}],");
        }

        text.Outdent().Line("]);").Line();
    }

    private static void Instruments(SourceText text, CallSites sites)
    {
        if (sites.All.Count > 0)
        {
            text.Line($"const SCOPE = [{SourceText.Quoted(sites.Scope)}, {SourceText.Quoted(CallSites.ContractVersion)}, {{ schemaUrl: SCHEMA_URL }}] as const;");
        }

        if (sites.Spans.Count > 0)
        {
            text.Line("const tracer = trace.getTracerProvider().getTracer(...SCOPE);");
        }

        if (sites.AllEvents.Count > 0)
        {
            text.Line("const logger = logs.getLogger(...SCOPE);");
        }

        if (sites.AllMetrics.Count > 0)
        {
            text.Block(TypeScriptRuntime.Instrument);
        }

        foreach (var metric in sites.AllMetrics)
        {
            var create = metric.Instrument switch
            {
                "updowncounter" => "UpDownCounter",
                "gauge" => "Gauge",
                "counter" => "Counter",
                _ => "Histogram",
            };
            text.Line($"const {TypeScriptNames.Instrument(metric)} = instrument((meter) =>").Indent()
                .Wrapped($"meter.create{create}({SourceText.Quoted(metric.EmittedName)}, {{ ", [$"unit: {SourceText.Quoted(metric.Unit)}", $"description: {SourceText.Quoted(metric.Brief)}", Boundaries(metric)], " }),")
                .Outdent().Line(");");
        }

        text.Line();
    }

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
