namespace Upshot.Decide.Alerting;

/// <summary>An alert as the plan has it.</summary>
/// <param name="Name"><c>checkout-works/page</c>: objective and severity; of what no objective is about, what it is about and what is wrong.</param>
/// <param name="Severity">page or ticket.</param>
/// <param name="Objective">Empty: it is about none.</param>
/// <param name="Operation">Empty: it is about none.</param>
public abstract record AlertRule(string Name, string Severity, string Objective, string Operation, string Owner, string Runbook)
{
    public const string Page = "page", Ticket = "ticket";

    /// <summary>Once it fires it goes on for as long as its evidence does, and not for as long as it may hold.</summary>
    public virtual bool EndsWithoutEvidence => false;

    /// <summary>Smaller is worse.</summary>
    public static int Rank(string severity) => severity switch
    {
        Page => 0,
        Ticket => 1,
        _ => 2,
    };
}

public enum AlertCondition
{
    Quiet,

    /// <summary>It burns, and chance may explain it.</summary>
    Uncertain,

    /// <summary>Nothing came that could tell, or what came neither opens an alert nor ends one.</summary>
    Unknown,

    Holds,
}

/// <summary>A rule at a moment.</summary>
/// <param name="Burn">The burn rate over the long window that burns or comes closest; null where it is not about one.</param>
public sealed record AlertReading(AlertRule Rule, AlertCondition Condition, double? Burn)
{
    /// <summary>What is seen besides, in a sentence; empty: nothing.</summary>
    public string Evidence { get; init; } = "";
}
