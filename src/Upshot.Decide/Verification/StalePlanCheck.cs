using Upshot.Plan;
using Upshot.Plan.Generate;

namespace Upshot.Decide.Verification;

/// <summary>
/// Whether generated instrumentation was generated from the plan that it is held against: scopes say so in their schema URL, processes in
/// their resource.
/// </summary>
internal static class StalePlanCheck
{
    public static readonly CheckInfo Info = new("stale-plan", "A service was generated from another state of the plan.", "What the code was generated from is what it promises; the plan in the repository is what everybody reads.");

    /// <summary>Digests of all plans in the process, separated by commas.</summary>
    public const string Digests = "upshot.plan.digest";

    public static IEnumerable<VerificationProblem> Find(MatchedTelemetry seen)
    {
        if (seen.Plan.Digest.Length == 0)
        {
            yield break;
        }

        var current = CallSiteBuilder.SchemaUrlOf(seen.Plan);
        var ours = current[..^seen.Plan.Digest.Length];
        var promises = PromisingProcesses(seen);
        foreach (var service in CapturedCounts.Origins(seen.Captured).GroupBy(o => o.Service))
        {
            var scopes = service.Select(o => o.Scope.SchemaUrl).Where(url => url != current && url.StartsWith(ours, StringComparison.Ordinal)).Select(url => url[ours.Length..]);
            var processes = service.Where(o => promises.Contains(o.ResourceKey)).Select(o => o.Resource.GetValueOrDefault(Digests)?.Text ?? "").Where(digests => digests.Length > 0 && !digests.Split(',').Contains(seen.Plan.Digest));
            foreach (var digest in scopes.Concat(processes).Distinct().Order(StringComparer.Ordinal))
            {
                yield return new(
                    Info.Id,
                    new(service.Key),
                    $"The instrumentation of {service.Key} was generated from the plan {Format.Short(digest)}; the plan here is {seen.Plan.Digest}.",
                    seen.Options.IsRecording
                        ? "If the plan was changed after the recording, record again. If not, run upshot generate for committed Python or TypeScript, or build again where the build generates, and record."
                        : "Run upshot generate for committed Python or TypeScript, build again where the build generates, and start what was built; or verify against the plan that it was built from.")
                {
                    // A recording is of its own day; that the plan has been edited since does not make the application wrong.
                    Severity = seen.Options.IsRecording ? Severity.Warning : Severity.Error,
                    Declared = new("upshot.yaml", 1, 1),
                };
            }
        }
    }

    /// <summary>Processes that emit something with a contract of this plan; a process may well have another product's plan only.</summary>
    private static HashSet<string> PromisingProcesses(MatchedTelemetry seen) =>
        [.. seen.Spans.Where(s => s is { Signal: not null, Contract.Length: > 0 }).Select(s => s.Origin.ResourceKey)
            .Concat(seen.Metrics.Where(m => m is { Signal: not null, Contract.Length: > 0 }).Select(m => m.Origin.ResourceKey))
            .Concat(seen.Logs.Where(l => l is { Signal: not null, Contract.Length: > 0 }).Select(l => l.Origin.ResourceKey))];
}
