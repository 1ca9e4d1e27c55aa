using Upshot.Evidence;

namespace Upshot.Answers;

/// <summary>Which two versions of an operation are held against each other, and where and when.</summary>
/// <param name="Traces">The most of each version.</param>
internal sealed record ExplainQuestion(string Operation, string Baseline, string Candidate, int Traces)
{
    /// <summary>Null: the one in which both ran and the candidate answered most.</summary>
    public string? Environment { get; init; }
    public DateTimeOffset? Since { get; init; }
    public DateTimeOffset? Until { get; init; }

    public TimeRange Within(TimeRange all) => new(Since ?? all.From, Until ?? all.To);
}
