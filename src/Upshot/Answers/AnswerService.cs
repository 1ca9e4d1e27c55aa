using Upshot.Answers.Comparisons;
using Upshot.Answers.Gates;
using Upshot.Answers.Journeys;
using Upshot.Answers.Ledgers;
using Upshot.Answers.Operations;
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
/// <param name="plan">The same one for a whole answer; what runs on and on takes the one that counts now.</param>
internal sealed class AnswerService(ITelemetryStore store, OperationalRecords state, Func<ProductPlan> plan, TimeProvider time, Func<IReadOnlyList<ServiceNotice>>? received = null)
{
    // Whoever wants all of them reads the metrics.
    private const int MaxNotices = 20;

    // Of larger traces the links of some spans are on their page only.
    private const int MaxDetails = 10_000;

    // A little of the future: clocks of senders go ahead.
    private static readonly TimeSpan Ahead = TimeSpan.FromMinutes(10);

    public ProductPlan Plan => plan();

    /// <summary>Releases and rollouts.</summary>
    public OperationalRecords State { get; } = state;

    public DateTimeOffset Now => time.GetUtcNow();

    /// <summary>Everything that is kept.</summary>
    public TimeRange Always => new(DateTimeOffset.UnixEpoch, Now + Ahead);

    /// <summary>What was stored and is in no answer. Ask after an answer: it may have found something to be missing.</summary>
    public IReadOnlyList<MissingRows> Missing => store.Missing;

    public Task<T> AskAsync<T>(Question<T> question, CancellationToken cancellation) => store.AskAsync(question, cancellation);

    public Task<ServerStatus> StatusAsync(CancellationToken cancellation) => StatusAsync(null, null, null, cancellation);

    /// <summary>What came in and is not used as it was meant; the last first.</summary>
    public IReadOnlyList<ServiceNotice> Received => received?.Invoke() ?? [];

    private IEnumerable<string> ReceivedSentences()
    {
        var all = Received;
        var said = all.Take(MaxNotices).Select(n => n.Sentence.EndsWith('?') ? n.Sentence : n.Sentence + ".");
        return all.Count > MaxNotices ? said.Append($"And {all.Count - MaxNotices} more of what was received: see /metrics.") : said;
    }

    /// <param name="environment">Null: as the objectives say.</param>
    /// <param name="since">Null: the objectives' own windows.</param>
    /// <param name="until">Null: now.</param>
    public async Task<ServerStatus> StatusAsync(string? environment, DateTimeOffset? since, DateTimeOffset? until, CancellationToken cancellation) =>
        new(Plan.Product, Plan.Digest, until ?? Now, await StatusAnswer.OfPartAsync(this, environment, since, until, cancellation), Missing, [.. store.Notices, .. ReceivedSentences(), .. ChannelNotices.Of(State.Alerts.Waiting())])
        {
            Outcomes = await OutcomeStatus.AllAsync(this, environment, since, until, cancellation),
            Journeys = await JourneyAnswer.AllAsync(this, until ?? Now, cancellation),
        };

    public async Task<ReleaseVerdict> CompareAsync(CompareQuestion question, CancellationToken cancellation) =>
        await CompareAnswer.OfAsync(this, question, cancellation) with { Missing = Missing };

    public Task<GateDecision> GateAsync(GateQuestion question, CancellationToken cancellation) => GateAnswer.OfAsync(this, question, cancellation);

    /// <param name="team">Null: all.</param>
    /// <param name="source">Null: all.</param>
    public Task<Ledger> LedgerAsync(string? team, string? source, CancellationToken cancellation) => LedgerAnswer.OfAsync(this, team, source, cancellation);

    public async Task<TimeExplanation> ExplainAsync(ExplainQuestion question, CancellationToken cancellation) =>
        await ExplainAnswer.OfAsync(this, question, cancellation) with { Missing = Missing };

    /// <summary>What became different in a time, whatever versions ran.</summary>
    public async Task<TimeExplanation> ExplainTimesAsync(string operation, AskedTimes times, string? by, int traces, CancellationToken cancellation) =>
        await ExplainTimesAnswer.OfAsync(this, operation, times, by, traces, cancellation) with { Missing = Missing };

    /// <summary>One of the three questions: latency, errors, cost.</summary>
    /// <param name="of">The operation, or for cost the service; null: all of them.</param>
    /// <exception cref="QuestionException">There is no such question.</exception>
    public async Task<AskAnswer> AnswerAsync(string question, AskedTimes times, string? of, int traces, CancellationToken cancellation)
    {
        var answer = question switch
        {
            "latency" => await LatencyAnswer.OfAsync(this, times, of, traces, cancellation),
            "errors" => await ErrorsAnswer.OfAsync(this, times, of, traces, cancellation),
            "cost" => await CostAnswer.OfAsync(this, times, of, cancellation),
            _ => throw new QuestionException($"There is no question \"{question}\". Ask latency, errors or cost."),
        };
        return answer with { Missing = Missing };
    }

    /// <summary>What is worth improving next, by what re-timing of sampled traces says it brings.</summary>
    /// <param name="version">Whose traces; null: of all that ran.</param>
    public async Task<RankAnswer> RankAsync(AskedTimes times, string? objective, string? version, int traces, CancellationToken cancellation) =>
        await RankedImprovements.OfAsync(this, times, objective, version, traces, cancellation) with { Missing = Missing };

    /// <summary>What requests of an operation would take after some changes.</summary>
    public async Task<WhatIfAnswer> WhatIfAsync(WhatIfQuestion question, AskedTimes times, string? version, int traces, CancellationToken cancellation) =>
        await RetimedAnswer.OfAsync(this, question, times, version, traces, cancellation) with { Missing = Missing };

    public Task<TracesAnswer> TracesAsync(TraceFilterQuestion question, CancellationToken cancellation) => TracesAnswer.OfAsync(this, question, cancellation);

    public async Task<OperationShown> OperationAsync(string name, OperationQuestion question, CancellationToken cancellation) => await OperationAnswer.OfAsync(this, name, question, cancellation);

    public Task<IReadOnlyList<OperationListed>> OperationsAsync(OperationQuestion question, CancellationToken cancellation) => OperationAnswer.AllAsync(this, question, cancellation);

    /// <summary>What happened in a time that may be why.</summary>
    public Task<IReadOnlyList<Marker>> MarkersAsync(TimeRange range, CancellationToken cancellation) => MarkersAnswer.OfAsync(this, range, cancellation);

    public Task<FlagShown> FlagAsync(string flag, TimeRange range, CancellationToken cancellation) => FlagsAnswer.OfAsync(this, flag, range, cancellation);

    public Task<IReadOnlyList<FoundThing>> FindAsync(string word, CancellationToken cancellation) => SearchAnswer.OfAsync(this, word, cancellation);

    public Task<PlanShown> PlanAsync(CancellationToken cancellation) => PlanAnswer.OfAsync(this, cancellation);

    public Task<IReadOnlyList<ReleaseListed>> ReleasesAsync(CancellationToken cancellation) => ReleasesAnswer.OfAsync(this, cancellation);

    public ReleaseRecord Announce(string version, string? commit, string? environment, AuditEntry? audit)
    {
        var release = new ReleaseRecord(version, commit ?? "", environment ?? "", Now, Plan.Digest);
        State.Announce(release, audit);
        return release;
    }

    public async Task<TraceShown> TraceAsync(string traceId, CancellationToken cancellation)
    {
        var evidence = await TraceEvidenceAsync(traceId, cancellation);
        var trace = TraceAnswer.Of(evidence);
        var details = new SpanDetails(await AskAsync(new SpanDetailQuestion(evidence.TraceId, MaxDetails) { WithAttributes = false }, cancellation));
        var start = (evidence.Whole ?? TraceExtent.Of(evidence.Spans)).StartNanos;
        return trace with { Spans = [.. trace.Spans.Select(s => s with { Links = details.Take(s, start)?.Links ?? [] })], Missing = Missing };
    }

    /// <param name="traceId">As people write it: see <see cref="TraceIds"/>.</param>
    /// <exception cref="QuestionException">There is no such trace, or this is no trace's id.</exception>
    public async Task<TraceEvidence> TraceEvidenceAsync(string traceId, CancellationToken cancellation) =>
        TraceIds.Of(traceId) is not { } id ? throw new UnusableException($"\"{traceId}\" is not the id of a trace: write its 32 hex digits, with or without leading zeros.")
        : await AskAsync(new TraceQuestion(id), cancellation) ?? throw new QuestionException($"There is no trace {traceId}.");

    /// <exception cref="QuestionException">The plan has no such objective.</exception>
    public Objective ObjectiveNamed(string name) => Plan.Objectives.FirstOrDefault(o => o.Name == name) ?? throw new QuestionException($"The plan has no objective \"{name}\".");

    /// <exception cref="QuestionException">The plan has no such operation.</exception>
    public Operation OperationNamed(string name) =>
        Plan.Operations.FirstOrDefault(o => o.Name == name)
        ?? throw new QuestionException(Plan.Operations.Count == 0
            ? $"There is no operation \"{name}\": the plan declares none. Start the server with --plan DIR."
            : $"There is no operation \"{name}\". The plan has: {string.Join(", ", Plan.Operations.Select(o => o.Name))}.");
}
