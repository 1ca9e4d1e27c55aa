using Upshot.Decide.Alerting;
using Upshot.Decide.Baselines;
using Upshot.Decide.Budgets;
using Upshot.Evidence;
using Upshot.Evidence.Alerts;

namespace Upshot.Decide.AlertProofs;

/// <summary>What alerts would have fired on recorded minutes: the engine's own steps, an evaluation at the end of each minute.</summary>
public static class Replay
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    /// <param name="counts">By objective; they must reach back one longest window before the range.</param>
    /// <param name="unusual">Watched signals, each with what it was until the end of the range and over the weeks before it.</param>
    /// <returns>Every episode that fired, in order of time; the open ones are as they were at the end.</returns>
    public static IReadOnlyList<AlertEpisode> Run(IReadOnlyList<BurnRule> rules, IReadOnlyDictionary<string, CountSeries> counts, IReadOnlyList<(BaselineRule Rule, SignalPast Past)> unusual, IReadOnlyList<AlertSilence> silences, TimeRange range)
    {
        var watches = unusual.Select(u => (u.Rule, Watch: new SignalWatch(u.Past, u.Rule.Baseline.Direction, u.Rule.IsCount))).ToList();
        var (open, fired) = ((IReadOnlyList<AlertEpisode>)[], new Dictionary<string, AlertEpisode>(StringComparer.Ordinal));
        for (var now = range.From + Minute; now <= range.To; now += Minute)
        {
            var at = now;
            IReadOnlyList<AlertReading> readings =
            [
                .. rules.Select(r => r.Read(w => counts[r.Objective].Sum(TimeRange.Last(w, at)), at)),
                .. watches.Select(u => u.Rule.Read(u.Watch.At(SignalPast.EndAt(at)), w => counts[u.Rule.Objective].Sum(TimeRange.Last(w, at)), at)),
            ];
            var step = EpisodeSteps.Next(open, readings, silences, now);
            open = step.Open;
            foreach (var episode in step.Changed.Where(e => e.FiredAt is not null))
            {
                fired[episode.Id] = episode;
            }
        }

        return [.. fired.Values.OrderBy(e => e.FiredAt).ThenBy(e => e.Alert, StringComparer.Ordinal)];
    }
}
