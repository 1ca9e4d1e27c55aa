using Upshot.Plan;

namespace Upshot.Decide.Comparison;

/// <summary>What a comparison of two arms says.</summary>
public sealed record ComparisonResult(Verdict Verdict)
{
    /// <summary>Null for samples from a file.</summary>
    public Measure? Measure { get; init; }

    /// <summary>Which outcome, where the measure is one.</summary>
    public Versions.OutcomeDefinition? Outcome { get; init; }

    /// <summary>candidate / baseline; NaN where it cannot be said, as for a baseline that is not positive.</summary>
    public Estimate Ratio { get; init; } = Estimate.Unknown;

    /// <summary>
    /// candidate − baseline where the verdict rests on it instead of the ratio: for the error ratio (in ratio points, as its margin
    /// is), and for numbers that are not all positive.
    /// </summary>
    public Estimate? Difference { get; init; }

    /// <summary>Two-sided: how likely a difference this large is when there is none. NaN without a test.</summary>
    public double P { get; init; } = double.NaN;

    /// <summary>Where there are ten independent replicates or fewer: the same from the exact permutation test, which assumes less and reaches less far down.</summary>
    public double? ExactP { get; init; }

    /// <summary>
    /// For an inconclusive verdict: how many replicates each arm needs in all, so that the difference as it is seen now leads to another
    /// verdict four times in five. Null when no number would do.
    /// </summary>
    public int? RequiredReplicates { get; init; }
    public int BaselineReplicates { get; init; }
    public int CandidateReplicates { get; init; }

    /// <summary>The arm's value: the geometric mean over its replicates; for the error ratio errors / total.</summary>
    public double Baseline { get; init; } = double.NaN;
    public double Candidate { get; init; } = double.NaN;
    public double Margin { get; init; }
    public double Alpha { get; init; }

    /// <summary>P after the correction for the other measures of the same scorecard (Holm); the verdict goes by it.</summary>
    public double? AdjustedP { get; init; }

    /// <summary>The confidence that its interval has: 1 − alpha, more where many measures or many looks share alpha.</summary>
    public double? LevelOfInterval { get; init; }

    /// <summary>Why it is inconclusive, where it is.</summary>
    public Versions.InconclusiveReason Reason { get; init; }

    /// <summary>All requests of the version, which its value is of.</summary>
    public long BaselineRequests { get; init; }
    public long CandidateRequests { get; init; }

    /// <summary>The difference as served, as a ratio − 1 or in points; the verdict goes by the baseline's mix. Null where requests are of one kind.</summary>
    public double? AsServed { get; init; }

    /// <summary>The part of the difference as served that is due to the mix.</summary>
    public double? MixEffect { get; init; }

    /// <summary>Its effect is no trifle beside the margin, so that versions' own values do not say what the code did.</summary>
    public bool HasMixMoved => Math.Abs(MixEffect ?? 0) > Margin / 4;

    /// <summary>An interval that spans a factor of more than a hundred says nothing.</summary>
    public bool IsTooWide => Ratio.High / Ratio.Low > 100;

    /// <summary>Null where nothing could be tested.</summary>
    internal TestStatistics? TestStatistics { get; init; }

    /// <summary>How it was computed, for those who check.</summary>
    public string Method { get; init; } = "";

    /// <summary>What was compared, as the sentence calls it: "The p95 latency of checkout".</summary>
    public string Subject { get; init; } = "";
    public bool HigherIsBetter { get; init; }

    /// <summary>One plain sentence.</summary>
    public string Sentence { get; init; } = "";

    /// <summary>What to know before relying on it.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    internal ComparisonResult WithSentence() => this with { Sentence = Sentences.Of(this) };
}
