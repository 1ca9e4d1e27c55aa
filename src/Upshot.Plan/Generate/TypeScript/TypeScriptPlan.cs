using System.Globalization;

namespace Upshot.Plan.Generate.TypeScript;

/// <summary>What a module says of its plan, as data: for whoever sets up telemetry, and for the switches of the module itself.</summary>
internal static class TypeScriptPlan
{
    public static string Write(ProductPlan plan, CallSites sites) => TypeScriptText.Tidy($$"""
        export const PLAN_DIGEST = {{SourceText.Quoted(sites.Digest)}};
        export const SCHEMA_URL = {{SourceText.Quoted(sites.SchemaUrl)}};

        /** What the plan says, as data. */
        export const PLAN = {
          format: 1,
          product: {{SourceText.Quoted(plan.Product)}},
          digest: PLAN_DIGEST,
          scope: {{SourceText.Quoted(sites.Scope)}},
          schemaUrl: SCHEMA_URL,
          /** Probability with which a trace is kept. */
          sampling: {{Number(plan.Sampling.HeadProbability)}},
          /** Spans on a journey: without them a promise cannot be judged. */
          {{TypeScriptText.At(1, TypeScriptText.Wrapped("critical: [", CriticalSpans.Of(plan, sites).Select(SourceText.Quoted), "],", 1))}}
          /** Each signal: kind, name, contract, stage in the plan, share of the processes that emit it while it is a canary. */
          signals: {
            {{TypeScriptText.At(2, TypeScriptText.Lines(sites.All.Select(Signal)))}}
          },
          /** What becomes of personal and secret values. */
          redact: {
            {{TypeScriptText.At(2, TypeScriptText.Lines(plan.Attributes.Where(a => a.AtSource is not null).OrderBy(a => a.Name, StringComparer.Ordinal).Select(a => $"{TypeScriptParameters.Key(a.Name)}: {SourceText.Quoted(a.AtSource.ToString()!.ToLowerInvariant())},")))}}
          },
        } as const;
        """);

    private static string Signal(ICall call)
    {
        var kind = call is SpanCall ? "span" : call is MetricCall ? "metric" : "event";
        return $$"""{{TypeScriptParameters.Key(call.Signal)}}: { kind: "{{kind}}", name: {{SourceText.Quoted(call.EmittedName)}}, contract: {{SourceText.Quoted(call.Contract)}}, stage: {{SourceText.Quoted(call.Rollout.Stage)}}, share: {{Number(call.Rollout.CanaryShare)}} },""";
    }

    private static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
