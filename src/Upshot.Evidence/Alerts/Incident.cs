namespace Upshot.Evidence.Alerts;

/// <summary>Alerts that have one cause, with what was found of it.</summary>
/// <param name="CauseKey">Alerts with the same key belong together: the failing dependency, or the operation where none is known.</param>
/// <param name="Severity">The worst of its alerts: page or ticket.</param>
/// <param name="StartedAt">When users began to feel it, as far as counts of minutes tell.</param>
/// <param name="OpenedAt">When its first alert fired.</param>
public sealed record Incident(string Id, string CauseKey, string Title, string Severity, DateTimeOffset StartedAt, DateTimeOffset OpenedAt)
{
    public DateTimeOffset? ResolvedAt { get; init; }

    /// <summary>When no alert of it burnt any more for the first time.</summary>
    public DateTimeOffset? MitigatedAt { get; init; }

    /// <summary>The incident that it turned out to be a part of; empty: it stands for itself.</summary>
    public string MergedInto { get; init; } = "";

    /// <summary>Null: nothing was found yet.</summary>
    public IncidentCause? Cause { get; init; }

    /// <summary>What was told last: page, ticket; empty: nothing.</summary>
    public string ToldSeverity { get; init; } = "";
    public DateTimeOffset? ToldAt { get; init; }

    /// <summary>How often somebody was told, the first time included.</summary>
    public int Told { get; init; }

    public bool IsOpen => ResolvedAt is null && MergedInto.Length == 0;
}

/// <summary>Where the failures or the time come from, as traces show it.</summary>
/// <param name="Kind">errors or latency.</param>
/// <param name="Service">The service at the end of the path, or the system that it calls and that tells nothing itself.</param>
/// <param name="Path">Names from the entry span down, "[service] operation".</param>
/// <param name="Share">Of the failures, or of the time that was added, that lies at the end of the path.</param>
/// <param name="Grade">How good the evidence is: associated, or explained (putting it back would restore the objective).</param>
public sealed record IncidentCause(string Kind, string Service, IReadOnlyList<string> Path, double Share, string Grade, string Sentence)
{
    /// <summary>Traces in which it can be seen.</summary>
    public IReadOnlyList<string> Traces { get; init; } = [];
}

/// <summary>Something on the time line of an incident.</summary>
/// <param name="Kind">note, action, acknowledged, merged, mitigated, resolved, opened, told.</param>
public sealed record IncidentNote(string Incident, DateTimeOffset At, string Author, string Kind, string Text);
