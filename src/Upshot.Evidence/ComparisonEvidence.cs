namespace Upshot.Evidence;

/// <summary>All that the judgement of one operation of one service rests on.</summary>
/// <param name="Baseline">The version to judge against, block by block, in the same blocks as the candidate.</param>
public sealed record ComparisonEvidence(ArmEvidence Baseline, ArmEvidence Candidate)
{
    /// <summary>What earlier releases of the service say about how processes differ; the newest first, about twenty are enough.</summary>
    public IReadOnlyList<EarlierRelease> Earlier { get; init; } = [];

    /// <summary>The service before the candidate, all processes of a version in one row a block; its <c>Instance</c> is the version. Up to 28 days.</summary>
    public IReadOnlyList<ReplicateEvidence> Past { get; init; } = [];

    /// <summary>Series that this release did not touch, as <see cref="Past"/> and going on to now: other operations, other services.</summary>
    public IReadOnlyList<IReadOnlyList<ReplicateEvidence>> Controls { get; init; } = [];

    /// <summary>What tells kinds of requests (<see cref="ReplicateEvidence.Stratum"/>) besides their routes.</summary>
    public IReadOnlyList<string> Kinds { get; init; } = [];

    /// <summary>What could not be found out, as sentences.</summary>
    public IReadOnlyList<string> Unknown { get; init; } = [];

    /// <summary>Whose clocks say what hours and what parts of the week are alike.</summary>
    public TimeZoneInfo Zone { get; init; } = TimeZoneInfo.Utc;

    /// <summary>The arms are variants of a feature flag: what they were drawn for is seen in who served them.</summary>
    public bool IsFlag { get; init; }

    /// <summary>A flag's arms once more, by groups of users instead of processes; empty: nobody knows who they were.</summary>
    public IReadOnlyList<ArmEvidence> Users { get; init; } = [];

    /// <summary>Outcomes by name.</summary>
    public IReadOnlyDictionary<string, OutcomeEvidence> Outcomes { get; init; } = new Dictionary<string, OutcomeEvidence>();

    /// <summary>The candidate's declared share of the requests while both run; else what the balancer did before. Null: unknown, and not tested.</summary>
    public double? ExpectedShare { get; init; }
}

/// <summary>A window of an earlier release, about as long as the one that is judged now and with about as much traffic.</summary>
/// <param name="Replicates">By process and block (one block for the whole window will do); processes that ran all the time.</param>
public sealed record EarlierRelease(string Version, IReadOnlyList<ReplicateEvidence> Replicates);
