using Upshot.Evidence;

namespace Upshot.Answers.Comparisons;

/// <summary>What time of two versions is looked at block by block, and how long a block is.</summary>
/// <param name="Candidate">All its lives, those of the last 28 days at most.</param>
/// <param name="Baseline">As long before the candidate came as the candidate ran, and all the time beside it.</param>
/// <param name="Length">The candidate's longest life; a day at most.</param>
/// <param name="IsShort">The two shared minutes only: seconds are looked at.</param>
internal sealed record ComparedTime(TimeRange Candidate, TimeRange Baseline, TimeSpan Length, TimeSpan Block, bool IsShort)
{
    /// <summary>Lives that were together no longer than this are measured by the second.</summary>
    private static readonly TimeSpan Short = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan Most = TimeSpan.FromDays(28), Day = TimeSpan.FromDays(1);
    private const int Blocks = 360;

    /// <param name="baseline">Its lives; none: no such time.</param>
    public static ComparedTime Of(IReadOnlyList<VersionLife> baseline, IReadOnlyList<VersionLife> candidate, TimeRange within)
    {
        var (before, after) = (Inside(baseline, within), Inside(candidate, within));
        var (from, to) = (after.Min(l => l.From), after.Max(l => l.To));
        from = to - from > Most ? to - Most : from;
        var longest = after.Max(l => l.Length);
        var length = longest > Day ? Day : longest;
        var together = TimeSpan.FromTicks(before.Sum(b => after.Sum(a => Math.Max(0, (Earlier(a.To, b.To) - Later(a.From, b.From)).Ticks))));
        var shorter = TimeSpan.FromTicks(Math.Min(before.Sum(l => l.Length.Ticks), after.Sum(l => l.Length.Ticks)));
        if (together > TimeSpan.Zero && shorter <= Short && together * 2 >= shorter)
        {
            var both = new TimeRange(Later(from, before.Min(l => l.From)), Earlier(to, before.Max(l => l.To)));
            return new(both, both, both.Length, BlockLength.OfShort(both.Length), true);
        }

        var last = before.Where(l => l.From < from).Select(l => Earlier(l.To, from)).DefaultIfEmpty(from).Max();
        return new(new(from, to), new(Later(last - length, within.From), to), length, BlockLength.Of(to - from, Blocks), false);
    }

    private static List<TimeRange> Inside(IReadOnlyList<VersionLife> lives, TimeRange within) =>
        [.. lives.Where(l => l.From < within.To && l.To > within.From).Select(l => new TimeRange(Later(l.From, within.From), Earlier(l.To, within.To)))];

    internal static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;

    internal static DateTimeOffset Earlier(DateTimeOffset a, DateTimeOffset b) => a < b ? a : b;
}
