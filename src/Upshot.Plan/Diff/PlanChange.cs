namespace Upshot.Plan.Diff;

public enum ChangeKind
{
    Added,
    Removed,
    Renamed,
    Changed,
}

public enum MigrationState
{
    /// <summary>Nothing that was recorded before changes its meaning.</summary>
    NotNeeded,

    /// <summary>The change is breaking, and the version and the migration that it needs are there.</summary>
    Declared,

    /// <summary>The change is breaking, and whoever asked has named it as meant.</summary>
    Accepted,

    /// <summary>The change is breaking, and nothing says how to read what was recorded before.</summary>
    Missing,
}

/// <summary>One difference between two plans.</summary>
/// <param name="What">What kind of thing changed: metric, span, event, entity, attribute, operation, journey, objective, outcome, flag, release, plan.</param>
/// <param name="Name">Its name now; where it is gone, its name before.</param>
/// <param name="Location">Where it stands now; where it is gone, where it stood.</param>
public sealed record PlanChange(string What, string Name, ChangeKind Kind, SourceLocation Location)
{
    /// <summary>What of it changed, such as <c>unit</c> or <c>attribute shop.outcome</c>; empty: all of it came, went or was renamed.</summary>
    public string Field { get; init; } = "";
    public string Before { get; init; } = "";
    public string After { get; init; } = "";
    public bool IsBreaking { get; init; }

    /// <summary>Why it is breaking, or what to know about it; one sentence, may be empty.</summary>
    public string Reason { get; init; } = "";
    public MigrationState Migration { get; init; }

    /// <summary>What to do; empty unless the migration is missing.</summary>
    public string Remedy { get; init; } = "";

    /// <summary>What it is called where it is accepted: <c>metric shop.orders</c>.</summary>
    public string Subject => $"{What} {Name}";

    /// <summary>What rests on it, in the plan before or the plan now.</summary>
    public IReadOnlyList<Touched> Touches { get; init; } = [];
}

/// <param name="What">objective, alert, dashboard, runbook, journey, outcome, operation, comparison, or a kind of signal.</param>
public sealed record Touched(string What, string Name);

/// <summary>All differences between two plans, in a stable order.</summary>
public sealed record PlanDifference(IReadOnlyList<PlanChange> Changes)
{
    public IEnumerable<PlanChange> Breaking => Changes.Where(c => c.IsBreaking);

    /// <summary>The same with the breaking changes of these things (<c>operation checkout</c>) taken as meant; names that fit nothing are returned.</summary>
    public (PlanDifference Difference, IReadOnlyList<string> Unknown) Accepting(IReadOnlyCollection<string> subjects) => (
        new([.. Changes.Select(c => c.Migration == MigrationState.Missing && subjects.Contains(c.Subject) ? c with { Migration = MigrationState.Accepted, Remedy = "" } : c)]),
        [.. subjects.Where(s => Unmigrated.All(c => c.Subject != s))]);

    /// <summary>What keeps the change from being merged.</summary>
    public IEnumerable<PlanChange> Unmigrated => Changes.Where(c => c.Migration == MigrationState.Missing);
}
