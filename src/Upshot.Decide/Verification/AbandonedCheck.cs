using Upshot.Plan.Generate;

namespace Upshot.Decide.Verification;

/// <summary>Whether a span ever says what came of it.</summary>
internal static class AbandonedCheck
{
    public static readonly CheckInfo Info = new("always-abandoned", "A span of generated code never says whether it succeeded or failed.", "What is always abandoned counts as neither good nor bad, so that no objective sees it fail.");

    public static IEnumerable<VerificationProblem> Find(MatchedTelemetry seen) => seen.Spans
        .Where(s => s is { Signal: not null, Contract.Length: > 0 } && s.Item.Attributes.ContainsKey(CallSites.OutcomeAttribute))
        .GroupBy(s => (s.Signal!.Id, s.Origin.Service))
        .Where(runs => runs.All(s => s.Item.Attributes[CallSites.OutcomeAttribute].Text == "abandoned"))
        .Select(runs => new VerificationProblem(
            Info.Id,
            runs.First().At(runs.First().Item.Name),
            $"The span {runs.First().Signal!.Name} was abandoned each time: its call ended without success or failure.",
            "Call succeed (or fail) of the generated call before its block ends; work that may be cancelled needs one run in the tests that is not.")
        {
            Declared = runs.First().Signal!.Location,
            Evidence = $"trace {runs.First().Item.TraceId}, span {runs.First().Item.SpanId}",
            Count = runs.Count(),
        });
}
