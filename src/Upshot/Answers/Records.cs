using Upshot.Decide.Comparison;
using Upshot.Observe.Stores;

namespace Upshot.Answers;

/// <summary>An alert window as it stands now.</summary>
public sealed record AlertState(string Severity, TimeSpan Long, TimeSpan Short, double Factor, double? LongBurn, double? ShortBurn, bool Fires);

/// <summary>One objective with its budget, in numbers and in a sentence.</summary>
/// <param name="State">noTraffic, met, burning or exhausted.</param>
/// <param name="Consumed">Share of the budget that is spent; null without traffic.</param>
/// <param name="ExhaustedIn">When the budget is spent if things go on; null: never.</param>
public sealed record ObjectiveStatus(
    string Objective, string Operation, string Owner, string Reason, string Runbook, double Target, TimeSpan? Latency, string Window, string State, long Good, long Total,
    double? GoodRatio, double Allowed, double? Consumed, double? BurnRate, TimeSpan? ExhaustedIn, IReadOnlyList<AlertState> Alerts, string Sentence);

/// <param name="Missing">What was stored and is in no answer.</param>
/// <param name="Notices">What somebody should look at, in sentences; no answer is wrong for it.</param>
public sealed record ServerStatus(
    string Product, string PlanDigest, DateTimeOffset At, IReadOnlyList<ObjectiveStatus> Objectives, IReadOnlyList<MissingRows> Missing, IReadOnlyList<string> Notices)
{
    /// <summary>Outcomes of the last day, or of the time that was asked for.</summary>
    public IReadOnlyList<OutcomeShown> Outcomes { get; init; } = [];
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
    /// <summary>What was stored and is in no answer, so that traces may not be whole.</summary>
    public IReadOnlyList<MissingRows> Missing { get; init; } = [];
}

/// <summary>The question cannot be answered as it was asked: what is wrong and what to do.</summary>
public sealed class QuestionException(string message) : Exception(message);

/// <summary>A span of a trace with its place on the critical path.</summary>
public sealed record SpanShown(string SpanId, string ParentSpanId, string Service, string Name, string Kind, double StartMillis, double DurationMillis, double CriticalMillis, int Depth, bool IsError, IReadOnlyDictionary<string, string> Attributes);

public sealed record TraceShown(string TraceId, DateTimeOffset Start, double DurationMillis, IReadOnlyList<SpanShown> Spans)
{
    /// <summary>What was stored and is in no answer, so that the trace may not be whole.</summary>
    public IReadOnlyList<MissingRows> Missing { get; init; } = [];
}
