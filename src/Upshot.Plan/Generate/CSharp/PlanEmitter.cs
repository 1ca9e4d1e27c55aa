using System.Globalization;

namespace Upshot.Plan.Generate.CSharp;

/// <summary>What an application asks and sets: scope, digest, switches, where events go.</summary>
internal static class PlanEmitter
{
    public static string Emit(ProductPlan plan, CallSites sites, CSharpNames names) => CSharpFile.Of(
        names,
        CSharpTemplate.Of($$"""
            {{CSharpText.Summary($"The plan of {plan.Product}, as the generated calls carry it.")}}
            {{names.Access}} static class {{names.Plan}}
            {
                /// <summary>Name of the product.</summary>
                public const string Product = {{CSharpText.Literal(plan.Product)}};
                /// <summary>Name of the activity source, the meter and the category of events.</summary>
                public const string Scope = {{CSharpText.Literal(sites.Scope)}};
                /// <summary>Schema URL of the scope.</summary>
                public const string SchemaUrl = {{CSharpText.Literal(sites.SchemaUrl)}};
                /// <summary>Digest of the plan.</summary>
                public const string Digest = {{CSharpText.Literal(sites.Digest)}};

                /// <summary>Every signal: its id, its contract (id and version), its stage in the plan, and the share of processes that emit it while it is a canary.</summary>
                public static global::System.Collections.Generic.IReadOnlyList<(string Signal, string Contract, string Stage, double CanaryShare)> Signals { get; } =
                [
                    {{sites.All.Select(call => $"({CSharpText.Literal(call.Signal)}, {CSharpText.Literal(call.Contract)}, {CSharpText.Literal(call.Rollout.Stage)}, {CSharpText.Number(call.Rollout.CanaryShare)}),")}}
                ];

                /// <summary>Switches a signal on or off in this process. A canary is off until somebody switches it on.</summary>
                public static void Switch(string signal, bool isOn) => global::System.Threading.Volatile.Write(ref {{names.Full(names.Runtime)}}.Cell(signal, isOn)[0], isOn);

                /// <summary>Whether a signal is switched on in this process.</summary>
                public static bool IsOn(string signal) => {{names.Full(names.Runtime)}}.IsOn({{names.Full(names.Runtime)}}.Cell(signal, false));

                /// <summary>What telemetry could not take since the process began, and how often: a mistake in telemetry is no reason for a request to fail.</summary>
                public static global::System.Collections.Generic.IReadOnlyDictionary<string, long> LeftOut => {{names.Full(names.Runtime)}}.LeftOut;
                {{(sites.AllEvents.Count > 0 ? "\n" + UseLogger(names) : "")}}
            }
            """),
        Assembly(plan, sites));

    private static string UseLogger(CSharpNames names) => CSharpTemplate.Of($$"""
        /// <summary>Says where events go; null: nowhere. Without it they are not written.</summary>
        public static void UseLogger(global::Microsoft.Extensions.Logging.ILoggerFactory? factory) => {{names.Full(names.Runtime)}}.Use(factory);
        """);

    // Read by Upshot.Instrument without a reference to this code.
    private static string Assembly(ProductPlan plan, CallSites sites)
    {
        var lines = new List<string>
        {
            Metadata("Upshot.Plan", $"{plan.Product}@{plan.Digest}"),
            Metadata("Upshot.Scope", sites.Scope),
            Metadata("Upshot.SchemaUrl", sites.SchemaUrl),
            Metadata("Upshot.Sampling", CSharpText.Number(plan.Sampling.HeadProbability)),
        };
        lines.AddRange(sites.All.Select(c => Metadata("Upshot.Signal", string.Format(CultureInfo.InvariantCulture, "{0} {1} {2}", c.Contract, c.Rollout.Stage, c.Rollout.CanaryShare))));

        // Where an id does not end with the metric's name, nothing else says which metric it switches.
        lines.AddRange(sites.All.OfType<MetricCall>().Where(m => m.Signal != "metric." + m.EmittedName).Select(m => Metadata("Upshot.Metric", $"{m.Signal} {m.EmittedName}")));

        lines.AddRange(CriticalSpans.Of(plan, sites).Select(signal => Metadata("Upshot.Critical", signal)));
        return string.Join("\n", lines);
    }

    private static string Metadata(string key, string value) => $"[assembly: global::System.Reflection.AssemblyMetadata({CSharpText.Literal(key)}, {CSharpText.Literal(value)})]";
}
