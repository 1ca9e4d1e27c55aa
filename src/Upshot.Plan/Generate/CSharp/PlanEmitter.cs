using System.Globalization;

namespace Upshot.Plan.Generate.CSharp;

/// <summary>What an application asks and sets: scope, digest, switches, where events go.</summary>
internal static class PlanEmitter
{
    public static string Emit(ProductPlan plan, CallSites sites, CSharpNames names)
    {
        var code = CSharpFile.Begin(names, Assembly(plan, sites));
        code.Summary($"The plan of {plan.Product}, as the generated calls carry it.");
        code.Open($"{names.Access} static class {names.Plan}");
        Constant("Product", plan.Product, "Name of the product.");
        Constant("Scope", sites.Scope, "Name of the activity source, the meter and the category of events.");
        Constant("SchemaUrl", sites.SchemaUrl, "Schema URL of the scope.");
        Constant("Digest", sites.Digest, "Digest of the plan.");
        code.Line();
        code.Summary("Every signal: its id, its contract (id and version), its stage in the plan, and the share of processes that emit it while it is a canary.");
        code.Line($"public static global::System.Collections.Generic.IReadOnlyList<(string Signal, string Contract, string Stage, double CanaryShare)> Signals {{ get; }} =");
        code.Line("[");
        foreach (var call in sites.All)
        {
            code.Line($"    ({CSharpText.Literal(call.Signal)}, {CSharpText.Literal(call.Contract)}, {CSharpText.Literal(call.Rollout.Stage)}, {CSharpText.Number(call.Rollout.CanaryShare)}),");
        }

        code.Line("];");
        code.Line();
        code.Summary("Switches a signal on or off in this process. A canary is off until somebody switches it on.");
        code.Line($"public static void Switch(string signal, bool isOn) => global::System.Threading.Volatile.Write(ref {names.Full(names.Runtime)}.Cell(signal, isOn)[0], isOn);");
        code.Line();
        code.Summary("Whether a signal is switched on in this process.");
        code.Line($"public static bool IsOn(string signal) => {names.Full(names.Runtime)}.IsOn({names.Full(names.Runtime)}.Cell(signal, false));");
        if (sites.AllEvents.Count > 0)
        {
            code.Line();
            code.Summary("Says where events go; null: nowhere. Without it they are not written.");
            code.Line($"public static void UseLogger(global::Microsoft.Extensions.Logging.ILoggerFactory? factory) => {names.Full(names.Runtime)}.Use(factory);");
        }

        code.Close();
        return CSharpFile.End(code, names);

        void Constant(string name, string value, string summary)
        {
            code.Summary(summary);
            code.Line($"public const string {name} = {CSharpText.Literal(value)};");
        }
    }

    // Read by Upshot.Instrument without a reference to this code.
    private static string Assembly(ProductPlan plan, CallSites sites)
    {
        var lines = new List<string>
        {
            Metadata("Upshot.Plan", $"{plan.Product}@{plan.Digest}"),
            Metadata("Upshot.Scope", sites.Scope),
            Metadata("Upshot.SchemaUrl", sites.SchemaUrl),
            Metadata("Upshot.Sampling", CSharpText.Number(plan.Sampling.Probability)),
        };
        lines.AddRange(sites.All.Select(c => Metadata("Upshot.Signal", string.Format(CultureInfo.InvariantCulture, "{0} {1} {2}", c.Contract, c.Rollout.Stage, c.Rollout.CanaryShare))));

        // Where an id does not end with the metric's name, nothing else says which metric it switches.
        lines.AddRange(sites.All.OfType<MetricCall>().Where(m => m.Signal != "metric." + m.EmittedName).Select(m => Metadata("Upshot.Metric", $"{m.Signal} {m.EmittedName}")));

        // Those on journeys: without them a promise cannot be judged.
        var steps = new HashSet<string>(plan.Journeys.SelectMany(j => j.Steps).Select(s => s.Match.Span).OfType<string>(), StringComparer.Ordinal);
        lines.AddRange(sites.Spans.Where(s => steps.Contains(s.EmittedName)).Select(s => Metadata("Upshot.Critical", s.Signal)));
        return string.Join("\n", lines);
    }

    private static string Metadata(string key, string value) => $"[assembly: global::System.Reflection.AssemblyMetadata({CSharpText.Literal(key)}, {CSharpText.Literal(value)})]";
}
