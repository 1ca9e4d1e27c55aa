namespace Upshot.Plan.Generate.CSharp;

/// <summary>From a plan to C# source: nothing but text, and the same text for the same plan.</summary>
public static class CSharpGenerator
{
    public static IReadOnlyList<GeneratedFile> Generate(ProductPlan plan, CSharpOptions options) => Generate(plan, CallSiteBuilder.Build(plan), options);

    public static IReadOnlyList<GeneratedFile> Generate(ProductPlan plan, CallSites sites, CSharpOptions options)
    {
        var names = new CSharpNames(sites, options);
        var files = new List<GeneratedFile>
        {
            new($"{names.Plan}.g.cs", PlanEmitter.Emit(plan, sites, names)),
            new($"{names.Runtime}.g.cs", RuntimeEmitter.Emit(sites, names)),
            new($"{names.Class}Values.g.cs", EnumEmitter.Emit(sites, names)),
        };
        files.AddRange(sites.Spans.Select(s => Call(s, SpanEmitter.Emit(s, names, sites.Exceptions))));
        files.AddRange(sites.Metrics.Select(m => Call(m, MetricEmitter.Emit(m, names))));
        files.AddRange(sites.AllEvents.Select(e => new GeneratedFile($"{names.Class}.{names.Call(e)}.Event.g.cs", EventEmitter.EmitState(e, Uses(e), names))));
        files.AddRange(sites.Events.Select(e => Call(e, EventEmitter.EmitCall(e, names, sites.Exceptions))));
        return files;

        GeneratedFile Call(ICall call, string text) => new($"{names.Class}.{names.Call(call)}.g.cs", text);

        IReadOnlyList<EventCall> Uses(EventCall call) => [.. sites.Spans.Select(s => s.Event).OfType<EventCall>().Where(e => e.Signal == call.Signal)];
    }
}
