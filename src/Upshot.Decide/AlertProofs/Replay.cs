using Upshot.Decide.Alerting;
using Upshot.Decide.Budgets;
using Upshot.Evidence;
using Upshot.Evidence.Alerts;

namespace Upshot.Decide.AlertProofs;

/// <summary>What alerts would have fired on recorded minutes: the engine's own steps, an evaluation at the end of each minute.</summary>
public static class Replay
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    /// <param name="counts">By objective; they must reach back one longest window before the range.</param>
    /// <returns>Every episode that fired, in order of time; the open ones are as they were at the end.</returns>
    public static IReadOnlyList<AlertEpisode> Run(IReadOnlyList<BurnRule> rules, IReadOnlyDictionary<string, CountSeries> counts, IReadOnlyList<AlertSilence> silences, TimeRange range)
    {
        var (open, fired) = ((IReadOnlyList<AlertEpisode>)[], new Dictionary<string, AlertEpisode>(StringComparer.Ordinal));
        for (var now = range.From + Minute; now <= range.To; now += Minute)
        {
            var at = now;
            var step = EpisodeSteps.Next(open, [.. rules.Select(r => r.Read(w => counts[r.Objective].Sum(TimeRange.Last(w, at)), at))], silences, now);
            open = step.Open;
            foreach (var episode in step.Changed.Where(e => e.FiredAt is not null))
            {
                fired[episode.Id] = episode;
            }
        }

        return [.. fired.Values.OrderBy(e => e.FiredAt).ThenBy(e => e.Alert, StringComparer.Ordinal)];
    }
}
