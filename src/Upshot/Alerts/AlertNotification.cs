using Upshot.Evidence.Alerts;

namespace Upshot.Alerts;

/// <summary>What somebody is told of an incident: enough to know whether to get up, and what to do first. Channels make their own format of it.</summary>
/// <param name="Key">The same on every try of one channel, so that a receiver can tell a repeat from news.</param>
/// <param name="Kind">firing, repeat, resolved, test, digest.</param>
/// <param name="Owner">Who answers for the worst of its alerts.</param>
/// <param name="Contact">The owner's, as the plan has it.</param>
/// <param name="StartedAt">When users began to feel it.</param>
/// <param name="Felt">What users feel, in a sentence.</param>
/// <param name="Link">A page with absolute times: it shows the same tomorrow.</param>
public sealed record AlertNotification(
    string Key, string Kind, string Incident, string Title, string Severity, string Product, string Owner, string Contact, DateTimeOffset StartedAt, DateTimeOffset At, string Felt, string Link)
{
    /// <summary>True: what the store knows is still to be added. It is not sent like this. Null: it is whole.</summary>
    public bool? IsDraft { get; init; }

    public DateTimeOffset? ResolvedAt { get; init; }
    public IReadOnlyList<NotifiedAlert> Alerts { get; init; } = [];

    /// <summary>The most likely cause with its path and share; null: traces show none.</summary>
    public IncidentCause? Cause { get; init; }

    /// <summary>Releases, flags and settings that changed around the start.</summary>
    public IReadOnlyList<NotifiedChange> Changes { get; init; } = [];

    /// <summary>Addresses of traces in which it can be seen.</summary>
    public IReadOnlyList<string> Traces { get; init; } = [];

    /// <summary>Path of the runbook in the plan; empty: none.</summary>
    public string Runbook { get; init; } = "";
    public IReadOnlyList<string> FirstSteps { get; init; } = [];
    public string PlanDigest { get; init; } = "";

    /// <summary>What could not be found out in time, in a sentence; empty: nothing.</summary>
    public string Missing { get; init; } = "";
}

/// <summary>One alert of an incident.</summary>
/// <param name="Sentence">The budget, in numbers that people read.</param>
/// <param name="BudgetSpent">Share; above 1 when it is overspent. Null: unknown, or it is about no budget.</param>
/// <param name="TimeLeftSeconds">Until the budget is spent if this goes on; null: it lasts.</param>
public sealed record NotifiedAlert(string Alert, string Objective, string Operation, string Severity, string State, DateTimeOffset FiredAt, DateTimeOffset? ResolvedAt, double? Burn, string Sentence, double? BudgetSpent, double? TimeLeftSeconds);

/// <param name="Kind">release, deploy, flag, config, note.</param>
public sealed record NotifiedChange(DateTimeOffset At, string Kind, string Text);
