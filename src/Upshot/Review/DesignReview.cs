using Upshot.Diff;
using Upshot.Plan.Diff;

namespace Upshot.Review;

/// <summary>All that a reviewer is told.</summary>
internal sealed record DesignReview(DiffReport Diff, Traffic Traffic)
{
    /// <summary>Why nothing was measured; empty: something was.</summary>
    public string NoTrafficBecause { get; init; } = "";

    public IReadOnlyList<Gap> Features { get; init; } = [];

    public IReadOnlyList<Gap> Signals { get; init; } = [];

    public IReadOnlyList<PrivacyEffect> Privacy { get; init; } = [];

    /// <summary>What came and what it costs a day; what went, with what it cost.</summary>
    public IReadOnlyList<(SignalCost Cost, bool IsGone)> Costs { get; init; } = [];

    public IReadOnlyList<ReplayedAlert> Alerts { get; init; } = [];

    /// <summary>An objective or the alert policy changes.</summary>
    public bool AlertsMayDiffer { get; init; }

    /// <summary>Errors and warnings that the check reports of what is new.</summary>
    public int Problems { get; init; }

    public IEnumerable<IGrouping<string, PlanChange>> Journeys => Diff.Difference.Changes
        .SelectMany(c => c.Touches.Where(t => t.What == "journey").Select(t => t.Name).Concat(c.What == "journey" ? [c.Name] : []).Distinct().Select(j => (Journey: j, Change: c)))
        .GroupBy(p => p.Journey, p => p.Change);
}
