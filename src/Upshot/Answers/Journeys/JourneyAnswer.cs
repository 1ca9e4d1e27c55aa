using Upshot.Decide.Journeys;
using Upshot.Evidence;
using Upshot.Observe.Stores.Questions;
using Upshot.Plan;

namespace Upshot.Answers.Journeys;

/// <summary>How the plan's journeys stand: which steps arrive, which have stopped.</summary>
internal static class JourneyAnswer
{
    /// <summary>What is usual of a step is learnt from this time, so that a step that stopped a week ago is no step that never came.</summary>
    private static readonly TimeSpan s_past = TimeSpan.FromDays(14);

    /// <summary>How long before the present it is told by the minute when a step came last.</summary>
    private static readonly TimeSpan s_close = TimeSpan.FromHours(26);

    public static Task<IReadOnlyList<JourneyStatus>> AllAsync(AnswerService asked, DateTimeOffset now, CancellationToken cancellation) => OfAsync(asked, asked.Plan.Journeys, now, cancellation);

    public static async Task<IReadOnlyList<JourneyStatus>> OfAsync(AnswerService asked, IReadOnlyList<Journey> journeys, DateTimeOffset now, CancellationToken cancellation)
    {
        if (journeys.Count == 0)
        {
            return [];
        }

        var counted = (await asked.AskAsync(new ObjectiveQuestion([.. journeys.SelectMany(Asked)], new(now - s_past, now.AddMinutes(1))) { Minutes = new(now - s_close, []) }, cancellation))
            .ToDictionary(c => c.Objective.Name, c => c.Minutes, StringComparer.Ordinal);
        return [.. journeys.Select(j => Of(j, counted, now))];
    }

    private static IEnumerable<Objective> Asked(Journey journey) => [JourneyCounts.Whole(journey), .. journey.Steps.Select(s => JourneyCounts.Presence(journey, s))];

    private static JourneyStatus Of(Journey journey, Dictionary<string, IReadOnlyList<MinuteCount>> counted, DateTimeOffset now)
    {
        var steps = journey.Steps.Select(s => StepPresence.Of(s, counted[JourneyCounts.Presence(journey, s).Name], now)).ToList();
        var day = counted[JourneyCounts.Whole(journey).Name].Where(m => m.Minute >= now.AddDays(-1)).ToList();
        var runs = day.Sum(m => m.Total);
        return new(
            journey.Name, journey.Operation, steps.Select(s => s.State).DefaultIfEmpty(StepState.Unknown).Max(), runs, runs > 0 ? (double)day.Sum(m => m.Good) / runs : null,
            [.. steps.Select(s => new StepStatus(s.Step.Name, s.State, s.Since, s.Runs, s.Share, $"{journey.Name}: the step {s.Step.Name} {s.Sentence(now)}"))])
        { SilentSince = steps.Min(s => s.Since) };
    }
}
