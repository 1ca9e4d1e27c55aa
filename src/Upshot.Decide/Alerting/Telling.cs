using Upshot.Evidence.Alerts;

namespace Upshot.Decide.Alerting;

/// <summary>That somebody is to be told of an incident now.</summary>
/// <param name="Kind">firing, repeat or resolved.</param>
public sealed record Telling(Incident Incident, string Kind, string Severity)
{
    /// <summary>What to tell of an incident at a moment, and the incident as it is once that was told; null: nothing.</summary>
    /// <param name="episodes">Of the incident, all of them.</param>
    public static Telling? Of(Incident incident, IReadOnlyList<AlertEpisode> episodes, TimeSpan repeatPage, TimeSpan repeatTicket, DateTimeOffset now)
    {
        if (incident.MergedInto.Length > 0)
        {
            return null;
        }

        if (!incident.IsOpen)
        {
            // Whoever was told that it began is told that it ended.
            return incident.Told == 0 ? null : Told(incident, "resolved", incident.ToldSeverity, now);
        }

        var loud = episodes.Where(e => e.State is AlertEpisodeState.Firing or AlertEpisodeState.Acknowledged).ToList();
        if (loud.Count == 0)
        {
            return null;
        }

        var severity = loud.MinBy(e => AlertRule.Rank(e.Severity))!.Severity;
        if (incident.Told == 0 || AlertRule.Rank(severity) < AlertRule.Rank(incident.ToldSeverity))
        {
            return loud.Any(e => e.State == AlertEpisodeState.Firing) ? Told(incident, "firing", severity, now) : null;
        }

        var isTaken = loud.All(e => e.State == AlertEpisodeState.Acknowledged);
        return !isTaken && now - incident.ToldAt >= (severity == AlertRule.Page ? repeatPage : repeatTicket) ? Told(incident, "repeat", severity, now) : null;
    }

    private static Telling Told(Incident incident, string kind, string severity, DateTimeOffset now) =>
        new(incident with { ToldAt = now, Told = incident.Told + 1, ToldSeverity = severity }, kind, severity);
}
