using System.Globalization;

namespace Upshot.Plan.Generate.Python;

/// <summary>One Python module for a plan, on the public API of OpenTelemetry.</summary>
public static class PythonModule
{
    public static IReadOnlyList<GeneratedFile> Write(CallSites sites)
    {
        var text = new SourceText("    ");
        Head(text, sites);
        text.Block(PythonRuntime.Switches.TrimEnd()).Line().Line();
        Instruments(text, sites);
        foreach (var type in sites.Enums)
        {
            Enum(text, type);
        }

        if (sites.Spans.Count > 0)
        {
            text.Block(PythonRuntime.SpanCall.TrimEnd()).Line().Line();
        }

        if (sites.AllEvents.Count > 0)
        {
            text.Block(PythonRuntime.Write.TrimEnd()).Line().Line();
        }

        foreach (var span in sites.Spans)
        {
            PythonSpan.Write(text, span);
        }

        foreach (var metric in sites.Metrics)
        {
            PythonSignals.Metric(text, metric);
        }

        foreach (var written in sites.Events)
        {
            PythonSignals.Event(text, written);
        }

        return [new($"{PythonNames.Module(sites.Product)}.py", text.ToString().TrimEnd('\n') + "\n")];
    }

    private static void Head(SourceText text, CallSites sites)
    {
        text.Line($"\"\"\"Telemetry of {sites.Product.Pascal}, written by `upshot generate` from plan {sites.Digest}.")
            .Line()
            .Line("Do not edit it: change the plan and generate again. Needs opentelemetry-api 1.37 or later.")
            .Line("\"\"\"")
            .Line()
            .Block(PythonRuntime.Imports)
            .Line()
            .Line($"PLAN_DIGEST = {SourceText.Quoted(sites.Digest)}")
            .Line($"SCHEMA_URL = {SourceText.Quoted(sites.SchemaUrl)}")
            .Line()
            .Line("# Stage and share of each signal as the plan has them.")
            .Line("_PLANNED: _Dict[str, _Tuple[str, float]] = {").Indent();
        foreach (var call in sites.All)
        {
            text.Line($"{SourceText.Quoted(call.Signal)}: ({SourceText.Quoted(call.Rollout.Stage)}, {call.Rollout.CanaryShare.ToString("R", CultureInfo.InvariantCulture)}),");
        }

        text.Outdent().Line("}").Line();
    }

    private static void Instruments(SourceText text, CallSites sites)
    {
        var scope = $"{SourceText.Quoted(sites.Scope)}, {SourceText.Quoted(CallSites.ContractVersion)}, schema_url=SCHEMA_URL";
        if (sites.Spans.Count > 0)
        {
            text.Line($"_tracer = _trace.get_tracer({scope})");
        }

        if (sites.AllEvents.Count > 0)
        {
            text.Line($"_logger = _get_logger({scope})");
        }

        if (sites.AllMetrics.Count > 0)
        {
            text.Wrapped("_meter = _metrics.get_meter(", [scope, $"attributes={{{SourceText.Quoted(CallSites.SignalsAttribute)}: {SourceText.Quoted(sites.SignalsOfScope)}}}"], ")");
        }

        foreach (var metric in sites.AllMetrics)
        {
            var create = metric.Instrument == "updowncounter" ? "up_down_counter" : metric.Instrument;
            text.Wrapped($"{PythonNames.Instrument(metric)} = _meter.create_{create}(", [SourceText.Quoted(metric.EmittedName), SourceText.Quoted(metric.Unit), SourceText.Quoted(metric.Brief), Boundaries(metric)], ")");
        }

        text.Line().Line();
    }

    private static string Boundaries(MetricCall metric) =>
        DurationBuckets.Of(metric) is { } boundaries
            ? $"explicit_bucket_boundaries_advisory=[{string.Join(", ", boundaries.Select(b => b.ToString("R", CultureInfo.InvariantCulture)))}]"
            : "";

    private static void Enum(SourceText text, EnumType type)
    {
        text.Line($"class {PythonNames.Type(type.Name)}(str, _enum.Enum):").Indent()
            .Line($"\"\"\"{SourceText.Remark(type.Brief.Length > 0 ? type.Brief : "Allowed values.")} ({SourceText.Remark(type.Attribute)})\"\"\"")
            .Line();
        foreach (var member in type.Members)
        {
            text.Line($"{PythonNames.Member(member.Name)} = {SourceText.Quoted(member.Value)}");
        }

        text.Outdent().Line().Line();
    }
}
