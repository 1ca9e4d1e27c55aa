using Upshot.Evidence;

namespace Upshot.Answers;

/// <summary>
/// When two versions are compared. Where they ran side by side for most of the shorter life, only that time counts: what
/// else happened then happened to both. Otherwise each counts with all its time.
/// </summary>
internal sealed record ComparedTimes(TimeRange Baseline, TimeRange Candidate, bool SideBySide)
{
    /// <summary>Lives up to this long are measured by the second instead of by the minute.</summary>
    private static readonly TimeSpan Short = TimeSpan.FromMinutes(15);

    /// <summary>Null when one of them was never asked for the operation.</summary>
    public static ComparedTimes? Of(AnswerService asked, string operation, string baseline, string candidate) =>
        (LifeOf(asked, operation, baseline), LifeOf(asked, operation, candidate)) is ({ } before, { } after) ? Of(before, after) : null;

    public static ComparedTimes Of(TimeRange before, TimeRange after)
    {
        var both = new TimeRange(before.From > after.From ? before.From : after.From, before.To < after.To ? before.To : after.To);
        var shorter = before.Length < after.Length ? before.Length : after.Length;
        return both.Length > TimeSpan.Zero && both.Length * 2 >= shorter ? new(both, both, true) : new(before, after, false);
    }

    private static TimeRange? LifeOf(AnswerService asked, string operation, string version)
    {
        var life = asked.Queries.Activity(operation, version, asked.Always);
        if (life is not { } minutes || minutes.Length > Short)
        {
            return life;
        }

        var seconds = asked.Queries.Arm(operation, version, minutes, TimeSpan.FromSeconds(1)).Replicates;
        return seconds.Count == 0 ? life : new TimeRange(seconds.Min(r => r.Start), seconds.Max(r => r.Start + r.Length));
    }
}
