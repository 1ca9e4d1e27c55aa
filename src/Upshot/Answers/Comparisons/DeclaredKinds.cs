using Upshot.Evidence;
using Upshot.Observe.Stores;
using Upshot.Observe.Stores.Questions;

namespace Upshot.Answers.Comparisons;

/// <summary>
/// Kinds of requests as the plan declares them (<c>mix</c> of an operation). Minutes are counted by route; what attributes tell is in stored spans alone. Where these are not all there, routes have to do.
/// </summary>
internal static class DeclaredKinds
{
    /// <summary>Stored spans that stand for less of the requests are not all of them.</summary>
    private const double Whole = 0.98;

    /// <summary>So much of a past is enough, though more was counted.</summary>
    private static readonly TimeSpan Enough = TimeSpan.FromDays(7), Day = TimeSpan.FromDays(1);

    /// <summary>The same windows and past by kind; null where that cannot be told.</summary>
    /// <param name="counted">All requests of the windows.</param>
    public static async Task<(IReadOnlyList<ArmEvidence> Arms, PastSeries? Past)?> OfAsync(
        AnswerService asked, IReadOnlyList<string> kinds, IReadOnlyList<BlockWindow> windows, IReadOnlyList<ArmEvidence> counted, PastSeries? past, CancellationToken cancellation)
    {
        List<BlockWindow> told = [.. windows.Select(w => w with { Kinds = kinds, Range = w.IsOfRollups ? new(UpToMinute(w.Range.From), UpToMinute(w.Range.To)) : w.Range })];
        try
        {
            var arms = await asked.AskAsync(new BlockQuestion(told), cancellation);
            if (arms.Zip(counted).Any(a => Requests(a.First.Replicates) < Whole * Requests(a.Second.Replicates)))
            {
                return null;
            }

            arms = await SampledArms.OfAsync(asked, told, arms, cancellation);
            return past is null ? (arms, null) : await PastAsync(asked, kinds, past, cancellation) is { } known ? (arms, known) : null;
        }
        catch (AnswerTooLargeException)
        {
            return null;
        }
    }

    // From the oldest span on.
    private static async Task<PastSeries?> PastAsync(AnswerService asked, IReadOnlyList<string> kinds, PastSeries past, CancellationToken cancellation)
    {
        var window = past.Window with { Kinds = kinds, Range = new(ComparedTime.Later(past.Window.Range.From, past.Window.Range.To - PastSeries.Short), past.Window.Range.To) };
        var rows = (await asked.AskAsync(new BlockQuestion([window]), cancellation))[0].Replicates;
        var counted = past.Own.Where(r => r.Start >= window.Range.From).ToList();
        if (rows.Count == 0 || counted.Count == 0)
        {
            return counted.Count == 0 ? past : null;
        }

        var first = rows.Min(r => r.Start);
        var isLong = window.Range.To - first >= Enough || first - counted.Min(r => r.Start) < Day;
        return isLong && Requests(rows.Where(r => r.Start > first)) >= Whole * Requests(counted.Where(r => r.Start > first)) ? past with { Own = rows } : null;
    }

    // Minutes belong to a range in which they begin.
    private static DateTimeOffset UpToMinute(DateTimeOffset at) => at.Ticks % TimeSpan.TicksPerMinute is var over and > 0 ? at.AddTicks(TimeSpan.TicksPerMinute - over) : at;

    private static double Requests(IEnumerable<ReplicateEvidence> rows) => rows.Sum(r => (double)r.Count);
}
