using Upshot.Evidence.Alerts;

namespace Upshot.Decide.Alerting;

/// <summary>What an evaluation makes of the episodes that are open.</summary>
/// <param name="Open">All that are open now, whether or not anything changed.</param>
/// <param name="Changed">Those that must be written down: new, or otherwise than before in more than when they held last.</param>
/// <param name="Gone">Ids of what was pending and came to nothing.</param>
public sealed record EpisodeStep(IReadOnlyList<AlertEpisode> Open, IReadOnlyList<AlertEpisode> Changed, IReadOnlyList<string> Gone);

/// <summary>Pending, firing, acknowledged, silenced, resolved: how an alert goes from one to the next. One step an evaluation.</summary>
public static class EpisodeSteps
{
    /// <summary>An alert that stops and begins again within this time is one episode.</summary>
    public static readonly TimeSpan Calm = TimeSpan.FromMinutes(5);

    /// <param name="open">Of the last step.</param>
    /// <param name="readings">Of every rule of the plan; an episode whose rule is gone ends.</param>
    public static EpisodeStep Next(IReadOnlyList<AlertEpisode> open, IReadOnlyList<AlertReading> readings, IReadOnlyList<AlertSilence> silences, DateTimeOffset now)
    {
        var before = open.ToDictionary(e => e.Alert, StringComparer.Ordinal);
        var active = silences.Where(s => s.IsActive(now)).ToList();
        var (after, changed, gone) = (new List<AlertEpisode>(), new List<AlertEpisode>(), new List<string>());
        foreach (var reading in readings)
        {
            before.Remove(reading.Rule.Name, out var was);
            Take(was, Step(was, reading, active, now));
        }

        foreach (var orphan in before.Values)
        {
            Take(orphan, orphan.State == AlertEpisodeState.Pending ? null : End(orphan, now));
        }

        return new(after, changed, gone);

        void Take(AlertEpisode? was, AlertEpisode? becomes)
        {
            if (becomes is null)
            {
                gone.AddRange(was is null ? [] : [was.Id]);
                return;
            }

            if (becomes.IsOpen)
            {
                after.Add(becomes);
            }

            if (was is null || becomes with { LastHeld = was.LastHeld, Burn = was.Burn } != was)
            {
                changed.Add(becomes);
            }
        }
    }

    // Null: there is none, or no longer.
    private static AlertEpisode? Step(AlertEpisode? was, AlertReading reading, List<AlertSilence> silences, DateTimeOffset now)
    {
        var rule = reading.Rule;
        var silence = silences.FirstOrDefault(s => AlertName.Matches(s.Pattern, rule.Name, rule.Objective, rule.Operation));
        var current = was is null ? null : was with { Burn = reading.Burn };
        switch (reading.Condition)
        {
            case AlertCondition.Holds:
                current ??= New(rule, reading, now);
                return Silenced(current.State == AlertEpisodeState.Pending ? current with { State = AlertEpisodeState.Firing, FiredAt = now, LastHeld = now } : current with { LastHeld = now }, silence, now);

            case AlertCondition.Uncertain when current is null:
                return New(rule, reading, now);

            case AlertCondition.Uncertain when current.State == AlertEpisodeState.Pending || !rule.EndsWithoutEvidence:
                return current.State == AlertEpisodeState.Pending ? current with { LastHeld = now } : Silenced(current with { LastHeld = now }, silence, now);

            case AlertCondition.Unknown when current is { State: not AlertEpisodeState.Pending }:
                return Silenced(current with { LastHeld = now }, silence, now);

            default:
                return current is null ? null
                    : now - current.LastHeld < Calm ? (current.State == AlertEpisodeState.Pending ? current : Silenced(current, silence, now))
                    : current.State == AlertEpisodeState.Pending ? null
                    : End(current, now);
        }
    }

    private static AlertEpisode New(AlertRule rule, AlertReading reading, DateTimeOffset now) =>
        new(AlertName.Id(now, rule.Name), rule.Name, rule.Objective, rule.Operation, rule.Severity, AlertEpisodeState.Pending, now, now) { Burn = reading.Burn };

    // A silence holds back whatever has been done about it; when it ends, the alert is as it was without it.
    private static AlertEpisode Silenced(AlertEpisode current, AlertSilence? silence, DateTimeOffset now) =>
        silence is not null ? current with { State = AlertEpisodeState.Silenced, Silence = silence.Id, FiredAt = current.FiredAt ?? now }
        : current.State == AlertEpisodeState.Silenced ? current with { State = current.AcknowledgedAt is null ? AlertEpisodeState.Firing : AlertEpisodeState.Acknowledged, Silence = "" }
        : current;

    private static AlertEpisode End(AlertEpisode current, DateTimeOffset now) => current with { State = AlertEpisodeState.Resolved, ResolvedAt = now };
}
