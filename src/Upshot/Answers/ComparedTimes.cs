using Upshot.Evidence;
using Upshot.Observe.Stores.Questions;

namespace Upshot.Answers;

/// <summary>
/// When two versions are compared. Where they ran side by side for most of the shorter life, only that time counts: what
/// else happened then happened to both. Otherwise each counts with all its time.
/// </summary>
internal sealed record ComparedTimes(TimeRange Baseline, TimeRange Candidate, bool SideBySide)
{
    /// <summary>Null when one of them was never asked for the operation.</summary>
    public static async Task<ComparedTimes?> OfAsync(AnswerService asked, string operation, string baseline, string candidate, CancellationToken cancellation)
    {
        var lives = await asked.AskAsync(new LifeQuestion(asked.Always), cancellation);
        return (LifeOf(lives, operation, baseline), LifeOf(lives, operation, candidate)) is ({ } before, { } after) ? Of(before, after) : null;
    }

    public static ComparedTimes Of(TimeRange before, TimeRange after)
    {
        var both = new TimeRange(before.From > after.From ? before.From : after.From, before.To < after.To ? before.To : after.To);
        var shorter = before.Length < after.Length ? before.Length : after.Length;
        return both.Length > TimeSpan.Zero && both.Length * 2 >= shorter ? new(both, both, true) : new(before, after, false);
    }

    private static TimeRange? LifeOf(IReadOnlyList<VersionLife> lives, string operation, string version)
    {
        var own = lives.Where(l => l.Operation == operation && l.Version == version).ToList();
        return own.Count == 0 ? null : new TimeRange(own.Min(l => l.From), own.Max(l => l.To));
    }
}
