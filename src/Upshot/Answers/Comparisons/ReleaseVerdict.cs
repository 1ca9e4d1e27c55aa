using System.Text.Json.Serialization;
using Upshot.Decide.Comparison;
using Upshot.Observe.Stores;

namespace Upshot.Answers;

/// <summary>A comparison of one measure of one operation.</summary>
/// <param name="Baseline">The version's own value over all its requests, as is the candidate's; what the interval rests on stands beside it.</param>
public sealed record MeasureVerdict(
    string Operation, string Measure, Verdict Verdict, Interval Ratio, Interval? Difference, double? P, double? AdjustedP, double? Baseline, double? Candidate,
    int BaselineReplicates, int CandidateReplicates, int? Needed, double Margin, string Method, string Sentence, IReadOnlyList<string> Notes)
{
    public string Service { get; init; } = "";

    /// <summary>More is better, as of throughput and of most outcomes.</summary>
    public bool HigherIsBetter { get; init; }

    /// <summary>Why it is inconclusive; "none" where it is not.</summary>
    public string Reason { get; init; } = "none";
    public long BaselineRequests { get; init; }
    public long CandidateRequests { get; init; }

    /// <summary>The difference as served, as a ratio − 1 or in points; the verdict goes by the baseline's mix. Null where requests are of one kind.</summary>
    public double? AsServed { get; init; }

    /// <summary>The part of it that is due to the mix.</summary>
    public double? MixEffect { get; init; }

    /// <summary>The mix did enough to be named beside what the code did.</summary>
    public bool MixMoved { get; init; }

    /// <summary>The confidence that the interval has.</summary>
    public double? Level { get; init; }

    /// <summary>The interval spans a factor of more than a hundred.</summary>
    public bool TooWide { get; init; }
}

/// <param name="Prediction">hit, miss or open.</param>
public sealed record ImpactScore(double ExpectedLow, double ExpectedHigh, string Prediction, string Sentence, MeasureVerdict Actual)
{
    /// <summary>How sure the team was.</summary>
    public double Confidence { get; init; }
}

/// <summary>How a release was compared on one operation, and what came of it there.</summary>
/// <param name="Design">none, sideBySide, mixed, oneAfterTheOther or flag.</param>
/// <param name="Overlap">The part of the candidate's time in which both ran.</param>
/// <param name="StartUpSeconds">How long the candidate took to get to its pace; twice that is left out.</param>
/// <param name="Share">The candidate's share of the requests; null where nothing was expected.</param>
public sealed record OperationCompared(
    string Service, string Environment, string Operation, string Baseline, string Candidate, Verdict Verdict, string Reason, string Design, double Overlap, double StartUpSeconds, ShareOfRequests? Share, IReadOnlyList<string> Notes);

public sealed record ShareOfRequests(double Expected, double Seen, double P, bool IsMismatch, double SmallestLoss);

/// <summary>A version against its baseline: all measures, and the plan's expectations and guardrails where the plan has them.</summary>
public sealed record ReleaseVerdict(
    string Baseline, string Candidate, string Hypothesis, Verdict Verdict, string Sentence, IReadOnlyList<ImpactScore> Expected, IReadOnlyList<MeasureVerdict> Guardrails, IReadOnlyList<MeasureVerdict> Measures)
{
    /// <summary>What a gate makes of it, and the exit code.</summary>
    [JsonConverter(typeof(JsonStringEnumConverter<VerdictOutcome>))]
    public VerdictOutcome Outcome { get; init; } = VerdictOutcome.Inconclusive;

    /// <summary>Why it is inconclusive; "none" where it is not.</summary>
    public string Reason { get; init; } = "none";
    public string Environment { get; init; } = "";
    public IReadOnlyList<OperationCompared> Operations { get; init; } = [];

    /// <summary>Of all operations together.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>What was stored and is in no answer, so that neither version may be all there.</summary>
    public IReadOnlyList<MissingRows> Missing { get; init; } = [];
}
