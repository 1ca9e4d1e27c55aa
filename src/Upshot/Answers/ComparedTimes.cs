using Upshot.Evidence;
using Upshot.Observe.Stores.Questions;

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
    public static async Task<ComparedTimes?> OfAsync(AnswerService asked, string operation, string baseline, string candidate, CancellationToken cancellation) =>
        (await LifeOfAsync(asked, operation, baseline, cancellation), await LifeOfAsync(asked, operation, candidate, cancellation)) is ({ } before, { } after) ? Of(before, after) : null;

    public static ComparedTimes Of(TimeRange before, TimeRange after)
    {
        var both = new TimeRange(before.From > after.From ? before.From : after.From, before.To < after.To ? before.To : after.To);
        var shorter = before.Length < after.Length ? before.Length : after.Length;
        return both.Length > TimeSpan.Zero && both.Length * 2 >= shorter ? new(both, both, true) : new(before, after, false);
    }

    private static async Task<TimeRange?> LifeOfAsync(AnswerService asked, string operation, string version, CancellationToken cancellation)
    {
        var life = await asked.AskAsync(new ActivityQuestion(operation, version, asked.Always), cancellation);
        if (life is not { } minutes || minutes.Length > Short)
        {
            return life;
        }

        var seconds = (await asked.AskAsync(new ArmQuestion(operation, version, minutes, TimeSpan.FromSeconds(1)), cancellation)).Replicates;
        return seconds.Count == 0 ? life : new TimeRange(seconds.Min(r => r.Start), seconds.Max(r => r.Start + r.Length));
    }
}
