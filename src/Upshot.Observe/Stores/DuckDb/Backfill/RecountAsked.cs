using Upshot.Plan;

namespace Upshot.Observe.Stores.DuckDb.Backfill;

/// <summary>What is to be counted again.</summary>
internal sealed record RecountAsked
{
    /// <summary>Also hours whose totals are as the rollups have them: after an operation is recognised by other spans.</summary>
    public bool EveryHour { get; init; }

    /// <summary>Of these objectives; null: of all.</summary>
    public IReadOnlySet<string>? Objectives { get; init; }

    /// <summary>Of these what was counted may also go.</summary>
    public IReadOnlySet<string> Shrinking { get; init; } = new HashSet<string>();

    /// <summary>Also hours with requests that may be theirs, or may be so no longer.</summary>
    public IReadOnlyList<Operation> Operations { get; init; } = [];
}
