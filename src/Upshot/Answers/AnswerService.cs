using Upshot.Evidence;
using Upshot.Observe.State;
using Upshot.Observe.Stores;
using Upshot.Observe.Stores.Questions;
using Upshot.Plan;

namespace Upshot.Answers;

/// <summary>
/// What Upshot answers, whoever asks: the command line, the HTTP API, the pages. Evidence comes from the store, which nothing else
/// reads; judgement comes from Decide.
/// </summary>
internal sealed class AnswerService(ITelemetryStore store, OperationalRecords state, ProductPlan plan, TimeProvider time, Func<IReadOnlyList<ServiceNotice>>? received = null)
{
    // Whoever wants all of them reads the metrics.
    private const int MaxNotices = 20;

    // A little of the future: clocks of senders go ahead.
    private static readonly TimeSpan Ahead = TimeSpan.FromMinutes(10);

    public ProductPlan Plan { get; } = plan;

    /// <summary>Releases and rollouts.</summary>
    public OperationalRecords State { get; } = state;

    public DateTimeOffset Now => time.GetUtcNow();

    /// <summary>Everything that is kept.</summary>
    public TimeRange Always => new(DateTimeOffset.UnixEpoch, Now + Ahead);

    /// <summary>What was stored and is in no answer. Ask after an answer: it may have found something to be missing.</summary>
    public IReadOnlyList<MissingRows> Missing => store.Missing;

    public Task<T> AskAsync<T>(Question<T> question, CancellationToken cancellation) => store.AskAsync(question, cancellation);

    public async Task<ServerStatus> StatusAsync(CancellationToken cancellation) =>
        new(Plan.Product, Plan.Digest, Now, await StatusAnswer.AllAsync(this, Plan.Objectives, cancellation), Missing, [.. store.Notices, .. ReceivedSentences()]);

    /// <summary>What came in and is not used as it was meant; the last first.</summary>
    public IReadOnlyList<ServiceNotice> Received => received?.Invoke() ?? [];

    private IEnumerable<string> ReceivedSentences()
    {
        var all = Received;
        var said = all.Take(MaxNotices).Select(n => n.Sentence.EndsWith('?') ? n.Sentence : n.Sentence + ".");
        return all.Count > MaxNotices ? said.Append($"And {all.Count - MaxNotices} more of what was received: see /metrics.") : said;
    }

    public async Task<ReleaseVerdict> CompareAsync(string baseline, string candidate, string? operation, CancellationToken cancellation) =>
        await CompareAnswer.OfAsync(this, baseline, candidate, operation, cancellation) with { Missing = Missing };

    public async Task<TimeExplanation> ExplainAsync(string baseline, string candidate, string operation, int traces, CancellationToken cancellation) =>
        await ExplainAnswer.OfAsync(this, baseline, candidate, operation, traces, cancellation) with { Missing = Missing };

    public Task<IReadOnlyList<ReleaseListed>> ReleasesAsync(CancellationToken cancellation) => ReleasesAnswer.OfAsync(this, cancellation);

    public ReleaseRecord Announce(string version, string? commit, string? environment)
    {
        var release = new ReleaseRecord(version, commit ?? "", environment ?? "", Now, Plan.Digest);
        State.Announce(release);
        return release;
    }

    /// <summary>Null: there is no such trace.</summary>
    public async Task<TraceShown?> TraceAsync(string traceId, CancellationToken cancellation) =>
        await AskAsync(new TraceQuestion(traceId), cancellation) is { } trace ? TraceAnswer.Of(trace) with { Missing = Missing } : null;

    /// <exception cref="QuestionException">The plan has no such operation.</exception>
    public Operation OperationNamed(string name) =>
        Plan.Operations.FirstOrDefault(o => o.Name == name)
        ?? throw new QuestionException(Plan.Operations.Count == 0
            ? $"There is no operation \"{name}\": the plan declares none. Start the server with --plan DIR."
            : $"There is no operation \"{name}\". The plan has: {string.Join(", ", Plan.Operations.Select(o => o.Name))}.");
}
