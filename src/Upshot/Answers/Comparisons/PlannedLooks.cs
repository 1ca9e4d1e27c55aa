using Upshot.Decide.Comparison.Sequential;
using Upshot.Decide.Comparison.Versions;

namespace Upshot.Answers.Comparisons;

/// <summary>How often a comparison is looked at.</summary>
/// <param name="Look">The present one, from 1; 0: there is no plan.</param>
/// <param name="Of">How many there will be; 0 without a plan: nobody knows.</param>
internal sealed record PlannedLooks(int Look, int Of, TimeSpan Every)
{
    public static readonly PlannedLooks Once = new(0, 1, TimeSpan.Zero), OpenEnded = new(0, 0, TimeSpan.Zero);

    /// <summary>Without an end a look is taken as one of so many that lie evenly in the time: more of them spend hardly more, for information grows between them all the same.</summary>
    private const int Even = 20;

    public string Words => Of == 0 ? "open-ended looks: as many as one likes, by anytime-valid spending" : Look > 0 ? $"look {Look} of {Of} that were planned, by alpha spending" : "one look";

    /// <param name="length">How long the comparison has run.</param>
    public LookSchedule Schedule(TimeSpan length)
    {
        if (length <= TimeSpan.Zero || this == Once)
        {
            return LookSchedule.Once;
        }

        if (Of == 0)
        {
            return new(LookPlan.OpenEnded, [.. Enumerable.Range(1, Even).Select(k => length * k / Even)], TimeSpan.Zero);
        }

        // Looks before the first request saw nothing, and spent nothing.
        var elapsed = Enumerable.Range(1, Look).Select(k => length - ((Look - k) * Every)).Where(t => t > TimeSpan.Zero).ToList();
        return new(LookPlan.Planned, elapsed, length + ((Of - Look) * Every)) { Looks = Of };
    }
}
