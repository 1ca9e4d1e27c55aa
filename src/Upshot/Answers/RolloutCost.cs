using System.Globalization;
using Upshot.Evidence;

namespace Upshot.Answers;

/// <summary>A signal's cost while it is a canary, and what it would be everywhere.</summary>
internal static class RolloutCost
{
    // A process seen for less says little about its day.
    private static readonly TimeSpan Shortest = TimeSpan.FromMinutes(1);

    public static RolloutStatus Of(SignalRollout rollout, TimeRange range, IReadOnlyList<SignalUse> uses, IReadOnlyList<SignalValues> values)
    {
        var emitting = uses.Where(u => u.Events > 0).ToList();
        var others = uses.Where(u => u.Events == 0).ToList();
        var signal = Daily(emitting, u => (u.Events, u.Bytes));
        var whenOn = signal is null ? null : new DailyCost(signal.Events * uses.Count, signal.Bytes * uses.Count);
        return new(
            rollout, range.From, range.To, uses.Count, emitting.Count, signal, whenOn, Daily(emitting, u => (u.AllEvents, u.AllBytes)), Daily(others, u => (u.AllEvents, u.AllBytes)), values,
            Sentence(rollout, uses.Count, emitting.Count, signal, whenOn));
    }

    /// <summary>All records over all time that the processes were seen: a busy process counts as much as it worked.</summary>
    private static DailyCost? Daily(IReadOnlyList<SignalUse> uses, Func<SignalUse, (long Events, long Bytes)> cost)
    {
        if (uses.Count == 0)
        {
            return null;
        }

        var days = uses.Sum(u => Math.Max((u.Last - u.First).TotalDays, Shortest.TotalDays));
        return new(uses.Sum(u => cost(u).Events) / days, uses.Sum(u => cost(u).Bytes) / days);
    }

    private static string Sentence(SignalRollout rollout, int processes, int emitting, DailyCost? signal, DailyCost? whenOn)
    {
        var stage = rollout.Stage == "canary" ? string.Create(CultureInfo.InvariantCulture, $"canary in {rollout.Share:0.##%} of the processes") : rollout.Stage;
        return signal is null || whenOn is null
            ? $"{rollout.Signal} is {stage}; no process has sent it since then or in the last day: there is nothing to judge it by."
            : string.Create(CultureInfo.InvariantCulture, $"{rollout.Signal} is {stage}; {emitting} of {processes} processes send it, {signal.Events:#,0} events and {Size(signal.Bytes)} a day each. On everywhere it would be {whenOn.Events:#,0} events and {Size(whenOn.Bytes)} a day.");
    }

    private static string Size(double bytes) => bytes switch
    {
        >= 1e9 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e9:0.0} GB"),
        >= 1e6 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:0.0} MB"),
        >= 1e3 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e3:0.0} kB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes:0} B"),
    };
}
