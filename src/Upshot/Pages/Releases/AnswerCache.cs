using System.Collections.Concurrent;
using Upshot.Answers;

namespace Upshot.Pages.Releases;

/// <summary>
/// Answers that cost much, for as long as what they rest on is the same; while telemetry of it keeps coming in, for
/// ten seconds. Of several who ask at once one reckons and the others wait. What could not be answered is not kept.
/// </summary>
/// <typeparam name="T">The answer.</typeparam>
internal sealed class AnswerCache<T>(TimeProvider time)
{
    private const int Most = 200;
    private static readonly TimeSpan Young = TimeSpan.FromSeconds(10);
    private readonly ConcurrentDictionary<string, Entry> _entries = new();

    /// <param name="restsOn">A number that changes with the evidence.</param>
    public async Task<T> GetAsync(string question, long restsOn, Func<CancellationToken, Task<T>> reckon, CancellationToken cancellation)
    {
        // Questions come from addresses, which anybody makes up.
        if (_entries.Count >= Most)
        {
            _entries.Clear();
        }

        var entry = _entries.GetOrAdd(question, _ => new());
        await entry.Gate.WaitAsync(cancellation);
        try
        {
            if (entry.Kept is { } kept && (kept.RestsOn == restsOn || time.GetUtcNow() - kept.At < Young))
            {
                return kept.Answer;
            }

            var answer = await reckon(cancellation);
            entry.Kept = (restsOn, time.GetUtcNow(), answer);
            return answer;
        }
        finally
        {
            entry.Gate.Release();
        }
    }

    private sealed class Entry
    {
        /// <summary>Its wait handle is never asked for, so there is nothing to dispose of.</summary>
        public SemaphoreSlim Gate { get; } = new(1);

        public (long RestsOn, DateTimeOffset At, T Answer)? Kept { get; set; }
    }
}

/// <summary>What pages keep.</summary>
internal sealed class ReleaseAnswerCache(TimeProvider time)
{
    public AnswerCache<ReleaseVerdict> Verdicts { get; } = new(time);

    public AnswerCache<AskAnswer> Asked { get; } = new(time);

    /// <summary>Or why there is none: that was looked for as long.</summary>
    public AnswerCache<(TimeExplanation? Difference, string Problem)> Times { get; } = new(time);

    public AnswerCache<RankAnswer> Ranks { get; } = new(time);

    public AnswerCache<TelemetryCost> Signals { get; } = new(time);

    public AnswerCache<PathTree> Paths { get; } = new(time);

    public AnswerCache<Answers.Ledgers.Ledger> Ledgers { get; } = new(time);
}
