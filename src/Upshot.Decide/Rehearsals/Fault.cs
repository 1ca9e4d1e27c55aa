using Upshot.Evidence.Alerts;

namespace Upshot.Decide.Rehearsals;

public enum FaultKind
{
    /// <summary>A service takes longer than the promise allows.</summary>
    Latency,

    /// <summary>A third of what a service is asked fails.</summary>
    Errors,

    /// <summary>A service is not reached at all.</summary>
    DependencyDown,

    /// <summary>Users are gone.</summary>
    TrafficDrop,

    /// <summary>A service works and says nothing.</summary>
    TelemetryLoss,

    /// <summary>A few more failures than the budget allows, for a day.</summary>
    SlowBurn,
}

/// <summary>What goes wrong in a rehearsal, and for how long.</summary>
/// <param name="Operation">Whose users feel it first.</param>
/// <param name="Service">Where it lies.</param>
public sealed record Fault(FaultKind Kind, string Operation, string Service, DateTimeOffset From, TimeSpan Length)
{
    public DateTimeOffset To => From + Length;

    public bool IsActive(DateTimeOffset at) => at >= From && at < To;
}

/// <param name="After">From the fault's beginning to the evaluation that fired.</param>
public sealed record RehearsedAlert(string Alert, string Severity, TimeSpan After, TimeSpan? ResolvedAfter);

/// <summary>What the alerts made of a fault.</summary>
/// <param name="Alerts">That fired after it began, the first one first.</param>
/// <param name="Cause">That the first incident named.</param>
/// <param name="IsNamed">Whether it named where the fault lies.</param>
/// <param name="Told">Notifications that began an incident: one, if one fault is one incident.</param>
public sealed record RehearsedFault(ulong Seed, Fault Fault, bool Fired, bool Resolved, IReadOnlyList<RehearsedAlert> Alerts, IncidentCause? Cause, bool IsNamed, int Incidents, int Told);

/// <summary>All of a rehearsal.</summary>
/// <param name="Skipped">Kinds that the plan has no place for, and why.</param>
/// <param name="PagesInQuietDays">Of days in which nothing was wrong: a page of one is a false one.</param>
public sealed record RehearsalResult(IReadOnlyList<RehearsedFault> Faults, IReadOnlyList<string> Skipped, int QuietDays, IReadOnlyList<string> PagesInQuietDays)
{
    public const double NamedAtLeast = 0.95;

    public double NamedShare => Faults.Count == 0 ? 1 : (double)Faults.Count(f => f.IsNamed) / Faults.Count;

    public bool IsPassed => Faults.All(f => f.Fired && f.Resolved) && NamedShare >= NamedAtLeast && PagesInQuietDays.Count == 0;
}
