using System.Globalization;
using Upshot.Decide.Comparison.Sequential;
using Upshot.Decide.Comparison.Versions;
using Upshot.Evidence;

namespace Upshot.Answers.Comparisons;

/// <summary>How often a comparison is looked at.</summary>
/// <param name="Look">The present one, from 1; 0: there is no plan.</param>
/// <param name="Of">How many there will be; 0 without a plan: nobody knows.</param>
internal sealed record PlannedLooks(int Look, int Of, TimeSpan Every)
{
    public static readonly PlannedLooks Once = new(0, 1, TimeSpan.Zero), OpenEnded = new(0, 0, TimeSpan.Zero);

    /// <summary>Without an end a look is taken as one of so many that lie evenly in the time: more of them spend hardly more, for information grows between them all the same.</summary>
    private const int Even = 20;

    /// <summary>Who plans anew after the end of a plan has this part of alpha for it: all plans together stay within a ninth more than one.</summary>
    private const double Again = 0.1;

    /// <summary>How long ago the earlier looks of the plan were, where they are remembered; null: as often as was planned.</summary>
    public IReadOnlyList<TimeSpan>? Ago { get; init; }

    /// <summary>Plans before this one that came to their end.</summary>
    public int Before { get; init; }

    /// <summary>The part of alpha that this plan may spend.</summary>
    public double ShareOfAlpha => Math.Pow(Again, Before);

    public string Words => Of == 0 ? "open-ended looks: as many as one likes, by anytime-valid spending"
        : Look > 0 ? $"look {Look} of {Of} that were planned, by alpha spending{(Before > 0 ? $"; {Before} {(Before == 1 ? "plan" : "plans")} before it came to an end, and it has {(100 * ShareOfAlpha).ToString("G2", CultureInfo.InvariantCulture)} % of alpha" : "")}"
        : "one look";

    /// <summary>A look of a plan, those before it remembered: who starts again goes on with the plan that is under way, and who plans anew after its end has what is left of alpha.</summary>
    /// <param name="asked">As whoever asks counts.</param>
    /// <param name="known">Looks at the same, in the order in which they were taken.</param>
    public static PlannedLooks Remembering(PlannedLooks asked, IReadOnlyList<ReleaseLook> known, DateTimeOffset now)
    {
        var (before, first) = (0, 0);
        for (var i = 0; i < known.Count; i++)
        {
            (before, first) = IsOver(known[first], known[i].At) ? (before + 1, i) : (before, first);
        }

        if (known.Count == 0)
        {
            return asked;
        }

        if (IsOver(known[first], now))
        {
            return asked with { Look = 1, Ago = [], Before = before + 1 };
        }

        return new(known.Count - first + 1, known[first].Planned, known[first].Every) { Ago = [.. known.Skip(first).Select(k => now - k.At)], Before = before };
    }

    // A look late by the time between two is still one of the plan.
    private static bool IsOver(ReleaseLook first, DateTimeOffset at) => at - first.At > first.Planned * first.Every;

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
        var ago = Ago ?? [.. Enumerable.Range(1, Look - 1).Select(k => (Look - k) * Every)];
        List<TimeSpan> elapsed = [.. ago.Select(a => length - a).Where(t => t > TimeSpan.Zero), length];
        var left = Ago is { Count: > 0 } taken ? ((Of - 1) * Every) - taken[0] : (Of - Look) * Every;
        return new(LookPlan.Planned, elapsed, length + left > elapsed[0] ? length + left : elapsed[0]) { Looks = Math.Max(Of, Look) };
    }
}
