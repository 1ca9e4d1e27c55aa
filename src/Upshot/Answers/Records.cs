using Upshot.Answers.Journeys;
using Upshot.Decide.Comparison;
using Upshot.Observe.Stores;
using Upshot.Observe.Stores.Questions;

namespace Upshot.Answers;

/// <summary>An alert window as it stands now.</summary>
public sealed record AlertState(string Severity, TimeSpan Long, TimeSpan Short, double Factor, double? LongBurn, double? ShortBurn, bool Fires);

/// <summary>One objective with its budget, in numbers and in a sentence.</summary>
/// <param name="Consumed">Share of the budget that is spent; null without traffic.</param>
/// <param name="ExhaustedIn">When the budget is spent if things go on; null: never.</param>
public sealed record ObjectiveStatus(
    string Objective, string Operation, string Owner, string Reason, string Runbook, double Target, TimeSpan? Latency, string Window, ObjectiveState State, long Good, long Total,
    double? GoodRatio, double Allowed, double? Consumed, double? BurnRate, TimeSpan? ExhaustedIn, IReadOnlyList<AlertState> Alerts, string Sentence)
{
    /// <summary>90 % of when the budget may be spent; null: it will not be, or it is.</summary>
    public BudgetForecast? Forecast { get; init; }

    /// <summary>Where senders sampled; null: every request was kept.</summary>
    public SampledBudget? Sampled { get; init; }

    /// <summary>When requests stopped coming; null: they come, or nobody can tell.</summary>
    public DateTimeOffset? SilentSince { get; init; }

    /// <summary>Of a silent one: how many requests an hour are usual at this time.</summary>
    public double? UsualPerHour { get; init; }
}

/// <param name="Middle">Seconds until the budget is spent, as likely sooner as later; null: rather never.</param>
/// <param name="Low">At the soonest.</param>
/// <param name="High">At the latest; null: it may never be.</param>
/// <param name="Basis">The time whose rate it goes on with.</param>
public sealed record BudgetForecast(TimeSpan? Middle, TimeSpan Low, TimeSpan? High, TimeSpan Basis);

/// <summary>Between what a budget lies whose requests senders sampled: 95 % of what happened.</summary>
public sealed record SampledBudget(double GoodRatioLow, double GoodRatioHigh, double ConsumedLow, double ConsumedHigh);

/// <param name="Missing">What was stored and is in no answer.</param>
/// <param name="Notices">What somebody should look at, in sentences; no answer is wrong for it.</param>
public sealed record ServerStatus(
    string Product, string PlanDigest, DateTimeOffset At, IReadOnlyList<ObjectiveStatus> Objectives, IReadOnlyList<MissingRows> Missing, IReadOnlyList<string> Notices)
{
    /// <summary>Outcomes of the last day, or of the time that was asked for.</summary>
    public IReadOnlyList<OutcomeShown> Outcomes { get; init => field = value ?? []; } = [];

    /// <summary>The plan's journeys as they are travelled; none over a store that does not count them.</summary>
    public IReadOnlyList<JourneyStatus> Journeys { get; init => field = value ?? []; } = [];
}

/// <summary>A number with its interval, as JSON has it: what is not known is null.</summary>
public sealed record Interval(double? Value, double? Low, double? High)
{
    public static Interval Of(Estimate estimate) => new(Finite(estimate.Value), Finite(estimate.Low), Finite(estimate.High));

    public static double? Finite(double value) => double.IsFinite(value) ? value : null;
}

/// <summary>A release: announced, planned, or only seen.</summary>
public sealed record ReleaseListed(
    string Version, string Baseline, string Environment, string Commit, DateTimeOffset? StartedAt, DateTimeOffset? FirstSeen, DateTimeOffset? LastSeen, long Requests, bool Planned, string Hypothesis, IReadOnlyList<string> Services);

/// <summary>Where the time of one call path went, per request.</summary>
public sealed record PathTime(IReadOnlyList<string> Path, int Depth, double BaselineMillis, double CandidateMillis, double DifferenceMillis, Interval? DifferenceInterval, double BaselineCalls, double CandidateCalls, double Share);

public sealed record TimeExplanation(
    string Operation, string Baseline, string Candidate, int BaselineTraces, int CandidateTraces, double? BaselineMillis, double? CandidateMillis, double? DifferenceMillis, string Sentence, IReadOnlyList<PathTime> Paths, string Text)
{
    /// <summary>In which ways it came to be so, the largest first.</summary>
    public IReadOnlyList<CauseFound> Causes { get; init; } = [];

    /// <summary>95 % interval of the whole difference by process and block of time; null where traces do not name their processes.</summary>
    public Interval? DifferenceInterval { get; init; }

    /// <summary>False: processes of the same code differ by as much.</summary>
    public bool IsShown { get; init; } = true;

    /// <summary>Whether more requests fail, where, and what those have in common; null: nothing to tell.</summary>
    public AskFinding? Failures { get; init; }

    /// <summary>What slow requests have in common that the others do not have.</summary>
    public IReadOnlyList<AttributeContrast> Contrasts { get; init; } = [];

    /// <summary>How much stands behind it: associated, conserved, fixTest, naturalExperiment or reverted.</summary>
    public string Grade { get; init; } = "conserved";

    /// <summary>What was stored and is in no answer, so that traces may not be whole.</summary>
    public IReadOnlyList<MissingRows> Missing { get; init; } = [];
}

/// <summary>A kind of change at a path.</summary>
/// <param name="Kind">selfTime, moreCalls, waiting, lostParallelism, retries, pauses, cacheMisses, timeout, asyncTail or mix.</param>
/// <param name="Millis">What it adds to a request on average; of an asynchronous tail: how much longer it goes on.</param>
/// <param name="Grade">How much stands behind it.</param>
public sealed record CauseFound(IReadOnlyList<string> Path, string Kind, double Millis, double? Share, string Grade)
{
    /// <summary>The fix test: the share of the difference that goes when it is put back to what it was; null: it was not tried, or cannot be put back.</summary>
    public double? Explained { get; init; }
}

/// <summary>Facts that slow requests have and others do not.</summary>
/// <param name="Inside">The share of slow ones among requests with these facts.</param>
public sealed record AttributeContrast(IReadOnlyDictionary<string, string> Where, double Inside, double Outside, double Share, double P, int Requests);

/// <summary>The question cannot be answered as it was asked: what is wrong and what to do.</summary>
public class QuestionException(string message) : Exception(message);

/// <summary>The question can be read, and what it asks for cannot be: a value that is none, or a change that must not be.</summary>
public sealed class UnusableException(string message) : QuestionException(message);

/// <summary>What was asked cannot be read: a time that is none, a number that is none.</summary>
public sealed class UnreadableException(string message) : QuestionException(message);

/// <summary>A span of a trace with its place on the critical path.</summary>
public sealed record SpanShown(string SpanId, string ParentSpanId, string Service, string Name, string Kind, double StartMillis, double DurationMillis, double CriticalMillis, int Depth, bool IsError, IReadOnlyDictionary<string, string> Attributes)
{
    /// <summary>The place of its parent in the list of spans; −1: it has none here. An id may stand for several spans.</summary>
    public int Parent { get; init; } = -1;

    /// <summary>What is not as it should be about its place in the trace.</summary>
    public IReadOnlyList<SpanMark> Marks { get; init; } = [];

    /// <summary>Other spans that it names, mostly of other traces.</summary>
    public IReadOnlyList<SpanLinked> Links { get; init; } = [];

    /// <summary>Its place in the evidence.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public int Row { get; init; }
}

/// <param name="DurationMillis">From the first start to the last end; where clocks differ, what the root took.</param>
/// <param name="Spans">All, or of a very large trace its roots, the failed ones and the earliest.</param>
public sealed record TraceShown(string TraceId, DateTimeOffset Start, double DurationMillis, IReadOnlyList<SpanShown> Spans)
{
    /// <summary>From the first start to the last end, whatever the clocks: what the places in time refer to.</summary>
    public double ExtentMillis { get; init; }

    /// <summary>How many spans it has.</summary>
    public int AllSpans { get; init; }

    public int FailedSpans { get; init; }

    /// <summary>What was stored and is in no answer, so that the trace may not be whole.</summary>
    public IReadOnlyList<MissingRows> Missing { get; init; } = [];
}
