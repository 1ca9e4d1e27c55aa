using Upshot.Evidence;
using Upshot.Observe.Stores.Questions;
using Upshot.Plan;

namespace Upshot.Answers.Comparisons;

/// <summary>What processes of versions contributed to a signal that an outcome counts.</summary>
/// <param name="isInTime">Windows lie one after the other, and are held against what came at other times.</param>
internal sealed class SignalRows(AnswerService asked, Signal signal, string environment, bool isInTime)
{
    /// <summary>What is counted is sent a while later.</summary>
    private static readonly TimeSpan Sent = TimeSpan.FromMinutes(1);

    // Each is a question of its own; so many say enough about how processes differ.
    private const int MostEarlier = 8;

    /// <param name="requests">Of the version in that time.</param>
    public async Task<IReadOnlyList<OutcomeRow>> OfAsync(string version, TimeRange range, IReadOnlyList<ReplicateEvidence> requests, CancellationToken cancellation)
    {
        // A window between others has as much of the time before it as the time after has of it: half of what is still to be sent on average.
        var sent = isInTime ? new TimeRange(range.From + (Sent / 2), range.To + (Sent / 2)) : range with { To = range.To + Sent };
        var rows = await asked.AskAsync(new OutcomeQuestion(signal, environment, version, sent), cancellation);
        // A service with versions of its own may write the outcome down.
        return ByProcess(rows.Count == 0 && isInTime ? await asked.AskAsync(new OutcomeQuestion(signal, environment, null, sent), cancellation) : rows, requests);
    }

    public async Task<IReadOnlyList<EarlierOutcome>> EarlierAsync(IReadOnlyList<EarlierRelease> earlier, CancellationToken cancellation)
    {
        var outcomes = new List<EarlierOutcome>();
        foreach (var release in earlier.Take(MostEarlier))
        {
            var range = new TimeRange(release.Replicates.Min(r => r.Start), release.Replicates.Max(r => r.Start + r.Length));
            // Processes that came or went meanwhile are not among its replicates.
            if (Whole(await OfAsync(release.Version, range, release.Replicates, cancellation)) is { Count: > 1 } rows)
            {
                outcomes.Add(new(rows, release.Replicates.Sum(r => r.Count)));
            }
        }

        return outcomes;

        static List<OutcomeRow> Whole(IReadOnlyList<OutcomeRow> rows) => [.. rows.Where(r => r.Requests is not null || rows.All(o => o.Requests is null))];
    }

    /// <summary>Block by block, from when on the signal is stored.</summary>
    /// <param name="past">Requests, all processes of a version in one row a block and kind.</param>
    public async Task<IReadOnlyList<OutcomeBlock>> PastAsync(IReadOnlyList<ReplicateEvidence> past, CancellationToken cancellation)
    {
        if (past.Count == 0)
        {
            return [];
        }

        var (step, range) = (past.Max(r => r.Length), new TimeRange(past.Min(r => r.Start), past.Max(r => r.Start + r.Length)));
        var came = (await asked.AskAsync(new SignalSeriesQuestion(signal, range, step, (int)(range.Length / step) + 2, environment), cancellation)).ToDictionary(s => s.At);
        var first = came.Count == 0 ? range.To : came.Keys.Min();
        var requests = past.GroupBy(r => r.Start).Where(g => g.Key >= first).ToDictionary(g => g.Key, g => g.Sum(r => r.Count));
        // Where two versions answered in a block, each is thought to have come to as many.
        return [.. past.Where(r => requests.GetValueOrDefault(r.Start) > 0).GroupBy(r => (r.Start, r.Length, Version: r.Instance)).Select(g =>
        {
            var own = g.Sum(r => r.Count);
            var part = (double)own / requests[g.Key.Start];
            var block = came.GetValueOrDefault(g.Key.Start);
            return new OutcomeBlock(g.Key.Version, g.Key.Start, g.Key.Length, part * (block?.Count ?? 0), part * (block?.Sum ?? 0), own);
        })];
    }

    // Where the processes that wrote the outcome down are those that answered, each is divided by its own requests, and one without any outcome counts too.
    private static IReadOnlyList<OutcomeRow> ByProcess(IReadOnlyList<OutcomeRow> rows, IReadOnlyList<ReplicateEvidence> requests)
    {
        var answered = requests.GroupBy(r => r.Instance).ToDictionary(g => g.Key, g => g.Sum(r => r.Count), StringComparer.Ordinal);
        return rows.Count == 0 || !rows.Any(r => answered.ContainsKey(r.Process)) || rows.DistinctBy(r => r.Process).Count() < rows.Count ? rows
            : [.. rows.Select(r => answered.TryGetValue(r.Process, out var own) ? r with { Requests = own } : r), .. answered.Keys.Except(rows.Select(r => r.Process)).Select(p => new OutcomeRow(rows[0].Service, p, 0, 0) { Requests = answered[p] })];
    }
}
