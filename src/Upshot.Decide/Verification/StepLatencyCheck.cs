namespace Upshot.Decide.Verification;

/// <summary>
/// Whether journeys' steps keep their latency targets. A process that has just started is slow once, and a shared machine now and then: one slow
/// step in three to nineteen is let pass, and of more a tenth.
/// </summary>
internal static class StepLatencyCheck
{
    private const int OneMayBeSlow = 3;

    public static readonly CheckInfo Info = new("slow-step", "A step of a journey took longer than its target.", "A step that is too slow in CI will not be faster with users.");

    public static IEnumerable<VerificationProblem> Find(MatchedTelemetry seen)
    {
        var steps = JourneyReading.All(seen).SelectMany(r => r.Steps.Where(s => s.Span is not null && s.Step.Latency is not null).Select(s => (r.Journey, s.Step, Span: s.Span!)));
        foreach (var runs in steps.GroupBy(s => (s.Journey.Name, Step: s.Step.Name)))
        {
            var (journey, step, _) = runs.First();
            var target = (long)(step.Latency!.Value.TotalMilliseconds * 1e6);
            var sorted = runs.Select(r => r.Span).OrderByDescending(s => s.DurationNanos).ToList();
            var slow = sorted.Count(s => s.DurationNanos > target);
            if (slow <= Math.Max(sorted.Count >= OneMayBeSlow ? 1 : 0, sorted.Count / 10))
            {
                continue;
            }

            yield return new(
                Info.Id,
                new(sorted[0].Origin.Service, "", journey.Name),
                $"The step {step.Name} of the journey {journey.Name} took longer than its target of {DurationText.Of(target)}.",
                "Look at what the slowest trace does below it; if the target is wrong, change the step's latency in the plan.")
            {
                Declared = step.Location,
                Count = slow,
                Evidence = $"{slow} of {sorted.Count} took longer; median {DurationText.Of(sorted[sorted.Count / 2].DurationNanos)}, slowest {DurationText.Of(sorted[0].DurationNanos)} in trace {sorted[0].TraceId}",
            };
        }
    }
}
