using Upshot.Plan;

namespace Upshot.Decide.Verification;

/// <summary>Silence is not success: nothing at all, a service that says nothing, an operation that nobody tried.</summary>
internal static class SilenceCheck
{
    public const string Nothing = "nothing-emitted";
    public const string Operation = "operation-not-exercised";

    public static readonly CheckInfo NothingInfo = new(Nothing, "Nothing was emitted at all.", "A check that saw nothing proves nothing.");
    public static readonly CheckInfo ServiceInfo = new("silent-service", "A service that the plan names emitted nothing.", "An exporter that fails is silent, and so is everything that depends on it.");
    public static readonly CheckInfo OperationInfo = new(Operation, "An operation was not tried, or never succeeded.", "What was not exercised is not verified.");

    public static IEnumerable<VerificationProblem> FindNothing(MatchedTelemetry seen)
    {
        yield return new(
            Nothing,
            new(),
            seen.Captured.Refused.Count > 0 ? $"Nothing was taken: {seen.Captured.Refused.Count} requests came and were refused."
            : seen.Captured.Requests == 0 ? "Nothing was emitted: no request with telemetry came." : $"Nothing was emitted: {seen.Captured.Requests} requests with telemetry came, and all were empty.",
            "Check that the application sets up an OpenTelemetry SDK with an OTLP exporter, lets OTEL_EXPORTER_OTLP_ENDPOINT decide where it sends, and shuts down cleanly (SIGTERM), so that it can flush.");
    }

    public static IEnumerable<VerificationProblem> FindServices(MatchedTelemetry seen)
    {
        if (seen.Options.Expected.Count > 0)
        {
            yield break;
        }

        var services = CapturedCounts.Origins(seen.Captured).Select(o => o.Service).ToHashSet(StringComparer.Ordinal);
        foreach (var (service, location) in Named(seen.Plan).DistinctBy(n => n.Service).Where(n => !services.Contains(n.Service)))
        {
            yield return new(
                ServiceInfo.Id,
                new(service),
                $"The service {service} emitted nothing; there was telemetry from {(services.Count == 0 ? "nobody" : string.Join(", ", services.Order(StringComparer.Ordinal)))}.",
                "Start it in the command, and check that its exporter works: its endpoint, its protocol, and that it flushes before it ends. If it has a new service.name, change the plan.")
            {
                Declared = location,
            };
        }
    }

    public static IEnumerable<VerificationProblem> FindOperations(MatchedTelemetry seen)
    {
        foreach (var operation in seen.Plan.Operations.Where(o => seen.Options.Expects(o.Name, o.Name)))
        {
            var entries = seen.Entries.Where(e => e.Operation == operation).ToList();
            if (entries.Any(e => e.Succeeded))
            {
                continue;
            }

            yield return new(
                Operation,
                new(operation.Entry.Service ?? "", "", operation.Name),
                entries.Count == 0
                    ? $"The operation {operation.Name} was never exercised: no span is {operation.Entry.Format()}."
                    : $"The operation {operation.Name} never succeeded in {entries.Count} attempts, so its telemetry is not verified.",
                entries.Count == 0
                    ? "Let the command exercise it; if it does, its entry span has another service, route, method or name than the plan says."
                    : "Let the command exercise it with success: look at the errors of its entry spans.")
            {
                Declared = operation.Location,
                Count = Math.Max(1, entries.Count),
            };
        }
    }

    private static IEnumerable<(string Service, SourceLocation Location)> Named(ProductPlan plan) =>
        plan.Operations.Select(o => (o.Entry.Service ?? "", o.Location))
            .Concat(plan.Journeys.SelectMany(j => j.Steps).Select(s => (s.Match.Service ?? "", s.Location)))
            .Where(n => n.Item1.Length > 0);
}
