using System.Globalization;
using Upshot.Evidence;
using Upshot.Plan;

namespace Upshot.Decide.Journeys;

public enum StepState
{
    /// <summary>Too few runs of the operation to tell.</summary>
    Unknown,

    /// <summary>It comes.</summary>
    Arriving,

    /// <summary>It never came in all the runs that are known.</summary>
    NeverSeen,

    /// <summary>It came, and has stopped, while the operation goes on.</summary>
    Silent,
}

/// <summary>Whether a step of a journey still arrives.</summary>
/// <param name="Since">Of a silent one: the end of the last minute in which it came.</param>
/// <param name="Runs">Runs that succeeded: of a silent step those since then, else all that are known.</param>
/// <param name="Share">Of those before in how many it came; null: none.</param>
public sealed record StepPresence(JourneyStep Step, StepState State, DateTimeOffset? Since, long Runs, double? Share)
{
    /// <summary>Chance leaves a step out so often that it looks silent once in a million times.</summary>
    private const double Chance = 1e-6;

    /// <summary>So many runs without the step at least, however regular it was.</summary>
    private const long LeastRuns = 10, EnoughForNever = 20;

    /// <summary>Spans of one trace come from several processes, each at its own time.</summary>
    private static readonly TimeSpan s_shortest = TimeSpan.FromMinutes(3);

    /// <param name="minutes">Runs that succeeded, good where the step came.</param>
    public static StepPresence Of(JourneyStep step, IReadOnlyList<MinuteCount> minutes, DateTimeOffset now)
    {
        var all = minutes.Sum(m => m.Total);
        var last = minutes.Where(m => m.Good > 0).Select(m => (DateTimeOffset?)m.Minute).Max();
        if (last is not { } minute)
        {
            return new(step, all >= EnoughForNever ? StepState.NeverSeen : StepState.Unknown, null, all, all > 0 ? 0 : null);
        }

        var (since, before) = (minute.AddMinutes(1), minutes.Where(m => m.Minute <= minute).ToList());
        var (came, of) = (before.Sum(m => m.Good), before.Sum(m => m.Total));
        var without = minutes.Where(m => m.Minute > minute).Sum(m => m.Total);

        // One run more without it: what never failed so far may fail.
        var chance = without * Math.Log(1 - (came / (of + 1.0)));
        return without >= LeastRuns && chance <= Math.Log(Chance) && now - since >= s_shortest
            ? new(step, StepState.Silent, since, without, (double)came / of)
            : new(step, StepState.Arriving, null, all, (double)came / of);
    }

    /// <summary>"is silent since 14:02 UTC: in none of 214 requests since, in 99.8 % before".</summary>
    public string Sentence(DateTimeOffset now) => State switch
    {
        StepState.Silent => string.Create(CultureInfo.InvariantCulture, $"is silent since {Since!.Value.UtcDateTime.ToString(now - Since.Value < TimeSpan.FromHours(20) ? "HH:mm" : "yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)} UTC: in none of the {Runs:#,0} requests since that succeeded, in {Percent} of those before"),
        StepState.NeverSeen => string.Create(CultureInfo.InvariantCulture, $"was never seen in {Runs:#,0} requests that succeeded: it is not instrumented, named otherwise, or its trace context is lost"),
        StepState.Arriving => string.Create(CultureInfo.InvariantCulture, $"arrives in {Percent} of {Runs:#,0} requests that succeeded"),
        _ => "has too few requests to tell",
    };

    // Never rounded up to all of them.
    private string Percent => (Math.Floor((Share ?? 0) * 1000) / 10).ToString("0.#", CultureInfo.InvariantCulture) + " %";
}
