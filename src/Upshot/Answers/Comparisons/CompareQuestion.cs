using Upshot.Evidence;

namespace Upshot.Answers.Comparisons;

/// <summary>Which release is judged, against what, on what, and how strictly.</summary>
/// <param name="Baseline">Null: what the plan says, else what each service ran before or beside it.</param>
internal sealed record CompareQuestion(string? Baseline, string Candidate)
{
    /// <summary>Null: all in which the release takes part.</summary>
    public string? Operation { get; init; }

    /// <summary>Null: all that carry the version.</summary>
    public string? Service { get; init; }

    /// <summary>Null: the one in which it answered most.</summary>
    public string? Environment { get; init; }
    /// <summary>A feature flag whose variants are compared instead of versions; null: versions are.</summary>
    public string? Flag { get; init; }
    public DateTimeOffset? Since { get; init; }
    public DateTimeOffset? Until { get; init; }

    /// <summary>The default is 0.01.</summary>
    public double Alpha { get; init; } = 0.01;

    /// <summary>Of latencies, relative. Null: the guardrail's, else 2 %.</summary>
    public double? Margin { get; init; }

    /// <summary>One side: harm alone.</summary>
    public bool OnlyHarm { get; init; }

    public PlannedLooks Looks { get; init; } = PlannedLooks.Once;

    public TimeRange Within(TimeRange all) => new(Since ?? all.From, Until ?? all.To);
}
