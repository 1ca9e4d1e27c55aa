using Upshot.Evidence;

namespace Upshot.Answers;

/// <summary>
/// When two versions are compared. Where they ran side by side for most of the shorter one's time, only that time counts: what
/// else happened then happened to both. Otherwise each counts with all its time.
/// </summary>
internal sealed record ComparedTimes(TimeRange Baseline, TimeRange Candidate, bool SideBySide)
{
    /// <summary>Lives inside of the time that is looked at; null when one version has none.</summary>
    public static ComparedTimes? Of(IReadOnlyList<VersionLife> baseline, IReadOnlyList<VersionLife> candidate, TimeRange within)
    {
        var (before, after) = (Inside(baseline, within), Inside(candidate, within));
        if (before.Count == 0 || after.Count == 0)
        {
            return null;
        }

        // A version that came back has several lives; the time between them is not its own.
        var both = before.SelectMany(b => after.Select(a => new TimeRange(Later(a.From, b.From), Earlier(a.To, b.To)))).Where(t => t.Length > TimeSpan.Zero).ToList();
        var shorter = Math.Min(before.Sum(t => t.Length.Ticks), after.Sum(t => t.Length.Ticks));
        return both.Count > 0 && both.Sum(t => t.Length.Ticks) * 2 >= shorter ? new(Hull(both), Hull(both), true) : new(Hull(before), Hull(after), false);
    }

    private static List<TimeRange> Inside(IReadOnlyList<VersionLife> lives, TimeRange within) =>
        [.. lives.Select(l => new TimeRange(Later(l.From, within.From), Earlier(l.To, within.To))).Where(t => t.Length > TimeSpan.Zero)];

    private static TimeRange Hull(IReadOnlyList<TimeRange> times) => new(times.Min(t => t.From), times.Max(t => t.To));

    private static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;

    private static DateTimeOffset Earlier(DateTimeOffset a, DateTimeOffset b) => a < b ? a : b;
}
