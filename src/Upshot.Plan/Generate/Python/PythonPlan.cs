using System.Globalization;

namespace Upshot.Plan.Generate.Python;

/// <summary>What a package says of its plan, for the library that sets up telemetry: data only, so that no other package of the application is needed to read it.</summary>
internal static class PythonPlan
{
    public static string Write(ProductPlan plan, CallSites sites) =>
        $$""""
        """What the plan of {{SourceText.Remark(plan.Product)}} says, as the library upshot reads it. Written by `upshot generate`; do not edit it."""

        from __future__ import annotations

        from typing import Any as _Any
        from typing import Dict as _Dict

        PLAN_DIGEST = {{SourceText.Quoted(sites.Digest)}}
        SCHEMA_URL = {{SourceText.Quoted(sites.SchemaUrl)}}

        PLAN: _Dict[str, _Any] = {
            "format": 1,
            "product": {{SourceText.Quoted(plan.Product)}},
            "digest": PLAN_DIGEST,
            "scope": {{SourceText.Quoted(sites.Scope)}},
            "schema_url": SCHEMA_URL,
            # Probability with which a trace is kept.
            "sampling": {{Number(plan.Sampling.HeadProbability)}},
            # Spans on a journey: without them a promise cannot be judged.
            "critical": [{{string.Join(", ", CriticalSpans.Of(plan, sites).Select(SourceText.Quoted))}}],
            # Each signal: kind, name, contract, stage in the plan, share of the processes that emit it while it is a canary.
            "signals": {
        {{Lines(sites.All.Select(Signal))}}
            },
            # What becomes of personal and secret values, whoever sets them.
            "redact": {
        {{Lines(plan.Attributes.Where(a => a.AtSource is not null).OrderBy(a => a.Name, StringComparer.Ordinal).Select(a => $"{SourceText.Quoted(a.Name)}: {SourceText.Quoted(a.AtSource.ToString()!.ToLowerInvariant())},"))}}
            },
            # Attributes that the plan declares and that may be shown.
            "shown": [{{string.Join(", ", plan.Attributes.Where(a => a.AtSource is null && a.Privacy is not null).Select(a => a.Name).Order(StringComparer.Ordinal).Select(SourceText.Quoted))}}],
        }

        """";

    private static string Signal(ICall call)
    {
        var kind = call is SpanCall ? "span" : call is MetricCall ? "metric" : "event";
        return $$"""{{SourceText.Quoted(call.Signal)}}: {"kind": "{{kind}}", "name": {{SourceText.Quoted(call.EmittedName)}}, "contract": {{SourceText.Quoted(call.Contract)}}, "stage": {{SourceText.Quoted(call.Rollout.Stage)}}, "share": {{Number(call.Rollout.CanaryShare)}}},""";
    }

    private static string Lines(IEnumerable<string> lines) => string.Join("\n", lines.Select(line => "        " + line));

    private static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
