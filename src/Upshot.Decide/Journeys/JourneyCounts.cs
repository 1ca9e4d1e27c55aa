using Upshot.Evidence;
using Upshot.Plan;

namespace Upshot.Decide.Journeys;

/// <summary>Minutes of what is counted of journeys: the plan's objectives, and for each step in how many runs that succeeded it came.</summary>
public static class JourneyCounts
{
    /// <summary>What is counted of a journey, whether or not the plan promises it.</summary>
    public static IReadOnlyList<Objective> CountedOf(ProductPlan plan, Journey journey) =>
        [Whole(journey), .. plan.Objectives.Where(o => o.Journey == journey), .. journey.Steps.Select(s => Presence(journey, s))];

    /// <summary>All runs of the journey, good when they were whole; no promise.</summary>
    public static Objective Whole(Journey journey) => new($"{journey.Name}/", journey.Location) { Operation = journey.Operation, Journey = journey };

    /// <summary>Runs that succeeded, good where the step came; no promise. Names of a plan have no slash.</summary>
    public static Objective Presence(Journey journey, JourneyStep step) => new($"{journey.Name}/{step.Name}", step.Location) { Operation = journey.Operation, Journey = journey, Step = step };

    public static IReadOnlyList<CountedMinute> Of(Objective counted, IEnumerable<JourneyRun> runs)
    {
        var step = counted.Step is { } one ? counted.Journey!.Steps.ToList().IndexOf(one) : -1;
        return [.. runs
            .Where(r => counted.Environment is null || r.Environment == counted.Environment)
            .Where(r => step < 0 || r.Succeeded)
            .GroupBy(r => (Minute: TimeSteps.Floor(r.Start, TimeSteps.Minute), r.Version, r.Environment))
            .Select(g => step < 0
                ? new CountedMinute(g.Key.Minute, g.Key.Version, g.Key.Environment, Sum(g.Where(r => r.IsGood)), Sum(g)) { Sampling = SamplingVariance.Sum(g.Where(r => r.Weight > 1).Select(r => SamplingVariance.Of(r.Weight, r.IsGood))) }
                // Of what was sampled, so many traces were looked at as came: what they stand for tells nothing more.
                : new CountedMinute(g.Key.Minute, g.Key.Version, g.Key.Environment, g.Count(r => r.Came[step]), g.Count()))];
    }

    private static long Sum(IEnumerable<JourneyRun> runs) => (long)Math.Min(long.MaxValue, runs.Sum(r => (decimal)r.Weight));
}
