using Upshot.Evidence.Alerts;

namespace Upshot.Decide.Alerting;

/// <summary>An episode that began to fire, with what was found of it.</summary>
/// <param name="StartedAt">When users began to feel it.</param>
public sealed record FiredEpisode(AlertEpisode Episode, DateTimeOffset StartedAt, string CauseKey, IncidentCause? Cause);

/// <summary>Incidents after a step, all with the episodes that belong to them.</summary>
public sealed record IncidentStep(IReadOnlyList<Incident> Incidents, IReadOnlyList<AlertEpisode> Episodes, IReadOnlyList<IncidentNote> Notes);

/// <summary>How episodes become incidents, and how incidents open and close by themselves.</summary>
public static class IncidentSteps
{
    /// <summary>
    /// Puts what began to fire into the open incident with the same cause, or of the same objective, or into a new one. Page and ticket of an objective tell of the same bad events: what was
    /// found of their cause may differ only because more telemetry has come.
    /// </summary>
    /// <param name="episodes">All that are open.</param>
    public static IncidentStep Join(IReadOnlyList<FiredEpisode> fired, IReadOnlyList<Incident> open, IReadOnlyList<AlertEpisode> episodes, DateTimeOffset now)
    {
        var byId = open.ToDictionary(i => i.Id, i => i.CauseKey, StringComparer.Ordinal);
        var causes = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var told in episodes.Where(e => e.Objective.Length > 0 && byId.ContainsKey(e.Incident)))
        {
            causes.TryAdd(told.Objective, byId[told.Incident]);
        }

        var incidents = open.ToDictionary(i => i.CauseKey, StringComparer.Ordinal);
        var (changed, placed, notes) = (new HashSet<string>(StringComparer.Ordinal), new List<AlertEpisode>(), new List<IncidentNote>());
        foreach (var one in fired.OrderBy(f => AlertRule.Rank(f.Episode.Severity)).ThenBy(f => f.StartedAt).ThenBy(f => f.Episode.Alert, StringComparer.Ordinal))
        {
            var incident = incidents.GetValueOrDefault(one.CauseKey)
                ?? incidents.GetValueOrDefault(causes.GetValueOrDefault(one.Episode.Objective, one.CauseKey))
                ?? incidents.GetValueOrDefault(Alerting.CauseKey.ForOperation(one.Episode.Operation))
                ?? New(one, now);
            if (!open.Any(i => i.Id == incident.Id) && changed.Add(incident.Id))
            {
                notes.Add(new(incident.Id, now, "upshot", "opened", $"{one.Episode.Alert} fires."));
            }
            else
            {
                notes.Add(new(incident.Id, now, "upshot", "joined", $"{one.Episode.Alert} fires too."));
            }

            changed.Add(incident.Id);
            incidents[incident.CauseKey] = incident with
            {
                Severity = AlertRule.Rank(one.Episode.Severity) < AlertRule.Rank(incident.Severity) ? one.Episode.Severity : incident.Severity,
                StartedAt = one.StartedAt < incident.StartedAt ? one.StartedAt : incident.StartedAt,
                Cause = incident.Cause ?? one.Cause,
                MitigatedAt = null,
            };
            placed.Add(one.Episode with { Incident = incident.Id });
            if (one.Episode.Objective.Length > 0)
            {
                causes.TryAdd(one.Episode.Objective, incident.CauseKey);
            }
        }

        return new([.. incidents.Values.Where(i => changed.Contains(i.Id))], placed, notes);
    }

    /// <summary>Closes what has no open episode any more, and says when the burning stopped.</summary>
    /// <param name="episodes">Of the incident, all of them.</param>
    /// <param name="burning">Alerts whose condition holds at this moment.</param>
    public static (Incident Incident, IReadOnlyList<IncidentNote> Notes) Follow(Incident incident, IReadOnlyList<AlertEpisode> episodes, IReadOnlySet<string> burning, DateTimeOffset now)
    {
        var notes = new List<IncidentNote>();
        var open = episodes.Where(e => e.IsOpen).ToList();
        var isBurning = open.Any(e => burning.Contains(e.Alert));
        if (isBurning)
        {
            return (incident.MitigatedAt is null ? incident : incident with { MitigatedAt = null }, notes);
        }

        if (incident.MitigatedAt is null)
        {
            incident = incident with { MitigatedAt = now };
            notes.Add(new(incident.Id, now, "upshot", "mitigated", "No alert of it burns any more."));
        }

        if (open.Count == 0)
        {
            incident = incident with { ResolvedAt = now };
            notes.Add(new(incident.Id, now, "upshot", "resolved", "All its alerts are resolved."));
        }

        return (incident, notes);
    }

    private static Incident New(FiredEpisode one, DateTimeOffset now) =>
        new(AlertName.Id(now, "incident", one.CauseKey), one.CauseKey, TitleOf(one), one.Episode.Severity, one.StartedAt, now) { Cause = one.Cause };

    private static string TitleOf(FiredEpisode one) => one.Cause switch
    {
        { Kind: "telemetry" or "traffic" } known => known.Sentence.TrimEnd('.'),
        { Path.Count: > 1 } cause => $"{cause.Service}: {(cause.Kind == "latency" ? "slow" : "failing")} under {one.Episode.Operation}",
        _ => $"{one.Episode.Operation}: {one.Episode.Objective}",
    };
}
