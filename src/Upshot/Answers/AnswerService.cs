using Upshot.Evidence;
using Upshot.Observe.Stores.DuckDb;
using Upshot.Observe.Stores.DuckDb.Questions;
using Upshot.Plan;

namespace Upshot.Answers;

/// <summary>
/// What Upshot answers, whoever asks: the command line, the HTTP API, the pages. Evidence comes from the store, judgement
/// from Decide.
/// </summary>
internal sealed class AnswerService(TelemetryStore store, TimeProvider time)
{
    // A little of the future: clocks of senders go ahead.
    private static readonly TimeSpan Ahead = TimeSpan.FromMinutes(10);

    public ProductPlan Plan => store.Plan;

    public StoreQueries Queries => store.Queries;

    public DateTimeOffset Now => time.GetUtcNow();

    /// <summary>Everything that is kept.</summary>
    public TimeRange Always => new(DateTimeOffset.UnixEpoch, Now + Ahead);

    public ServerStatus Status() => new(Plan.Product, Plan.Digest, Now, [.. Plan.Objectives.Select(o => StatusAnswer.Of(this, o))], Queries.Missing, store.Health.Notices);

    public ReleaseVerdict Compare(string baseline, string candidate, string? operation = null) => CompareAnswer.Of(this, baseline, candidate, operation) with { Missing = Queries.Missing };

    public TimeExplanation Explain(string baseline, string candidate, string operation, int traces = 500) => ExplainAnswer.Of(this, baseline, candidate, operation, traces) with { Missing = Queries.Missing };

    public IReadOnlyList<ReleaseListed> Releases() => ReleasesAnswer.Of(this);

    public ReleaseRecord Announce(string version, string? commit, string? environment)
    {
        var release = new ReleaseRecord(version, commit ?? "", environment ?? "", Now, Plan.Digest);
        Queries.Announce(release);
        return release;
    }

    public TraceShown? Trace(string traceId) => Queries.Trace(traceId) is { } trace ? TraceAnswer.Of(trace) with { Missing = Queries.Missing } : null;

    /// <exception cref="QuestionException">The plan has no such operation.</exception>
    public Operation OperationNamed(string name) =>
        Plan.Operations.FirstOrDefault(o => o.Name == name)
        ?? throw new QuestionException(Plan.Operations.Count == 0
            ? $"There is no operation \"{name}\": the plan declares none. Start the server with --plan DIR."
            : $"There is no operation \"{name}\". The plan has: {string.Join(", ", Plan.Operations.Select(o => o.Name))}.");
}
