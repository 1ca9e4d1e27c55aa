using Upshot.Observe.Rollup;

namespace Upshot.Observe.Stores.DuckDb;

/// <summary>A segment as it was when a snapshot was taken: bodies, and what was counted of exactly these.</summary>
internal sealed class SegmentView(Segment segment, int entries, IReadOnlyList<RollupRow>? rollups, IReadOnlyList<ObjectiveRow>? objectives)
{
    public Segment Segment { get; } = segment;

    /// <summary>Of its bodies, the first so many.</summary>
    public int Entries { get; } = entries;

    public IReadOnlyList<RollupRow> Rollups => rollups ?? throw NotTaken();

    public IReadOnlyList<ObjectiveRow> Objectives => objectives ?? throw NotTaken();

    private static InvalidOperationException NotTaken() => new("The snapshot was taken without rollups.");
}
