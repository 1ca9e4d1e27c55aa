using Upshot.Evidence;
using Upshot.Plan.Generate;

namespace Upshot.Decide.Verification;

/// <summary>Whether what comes from a scope of generated code carries its contract.</summary>
internal static class MissingContractCheck
{
    public static readonly CheckInfo Info = new("missing-contract", "Telemetry from a scope of generated code does not carry its contract.", "Without the contract nobody can tell which version of a signal it is, and data of two versions are mixed.");

    // Others' APIs of metrics may have no attributes of a scope, as that for JavaScript: there the version follows from the schema URL.
    private static readonly HashSet<string> s_withScopeAttributes = new(StringComparer.Ordinal) { "dotnet", "python" };

    public static IEnumerable<VerificationProblem> Find(MatchedTelemetry seen)
    {
        // What the plan does not declare at all is another finding.
        var url = CallSiteBuilder.SchemaUrlOf(seen.Plan);
        var ours = url[..^seen.Plan.Digest.Length];
        return seen.Spans.Where(s => s.Signal is not null && IsOurs(s.Origin) && s.Contract.Length == 0).Select(s => Problem(s.At(s.Item.Name), $"The span {Format.Short(s.Item.Name)}", CallSites.SignalAttribute))
            .Concat(seen.Logs.Where(l => l.Signal is not null && IsOurs(l.Origin) && l.Contract.Length == 0).Select(l => Problem(l.At(l.Item.EventName), l.Item.EventName.Length > 0 ? $"The event {Format.Short(l.Item.EventName)}" : "A log record", CallSites.SignalAttribute)))
            .Concat(seen.Metrics.Where(m => m.Signal is not null && IsOurs(m.Origin) && !m.Origin.Scope.Attributes.ContainsKey(CallSites.SignalsAttribute) && s_withScopeAttributes.Contains(m.Origin.Resource.GetValueOrDefault("telemetry.sdk.language")?.Text ?? "")).Select(m => Problem(m.At(m.Item.Name), $"The metric {Format.Short(m.Item.Name)}", CallSites.SignalsAttribute)));

        bool IsOurs(TelemetryOrigin origin) => origin.Scope.SchemaUrl.StartsWith(ours, StringComparison.Ordinal);
    }

    private static VerificationProblem Problem(TelemetryLocation where, string what, string attribute) => new(
        Info.Id,
        where,
        $"{what} comes from generated code and carries no {attribute}.",
        attribute == CallSites.SignalsAttribute
            ? "Generate the instrumentation again with this version of upshot: earlier Python lost it where telemetry was set up after the import."
            : "Emit it with the generated call, and give instrumentation by hand a tracer or logger of its own, not that of the generated code.");
}
