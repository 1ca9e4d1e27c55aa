using Upshot.Decide.Comparison.Sequential;

namespace Upshot.Decide.Comparison.Versions;

/// <summary>When one has looked, and will.</summary>
/// <param name="Elapsed">How long the comparison had run at each look so far, the present one last.</param>
/// <param name="Planned">When it ends; not used without a planned end.</param>
public sealed record LookSchedule(LookPlan Plan, IReadOnlyList<TimeSpan> Elapsed, TimeSpan Planned)
{
    /// <summary>How many there will be; not known without a planned end.</summary>
    public int Looks { get; init; }

    public static readonly LookSchedule Once = new(LookPlan.Once, [], TimeSpan.Zero);
}
