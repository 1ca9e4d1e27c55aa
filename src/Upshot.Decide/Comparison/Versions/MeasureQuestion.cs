using Upshot.Plan;

namespace Upshot.Decide.Comparison.Versions;

/// <summary>One measure of an operation, and the largest harm that is acceptable.</summary>
/// <param name="Margin">Relative (0.02 is 2 %), for the error ratio in ratio points (0.001 is 0.1 %).</param>
public sealed record MeasureQuestion(Measure Measure, double Margin)
{
    /// <summary>How sentences call it.</summary>
    public string Subject { get; init; } = "";

    /// <summary>Which outcome, where the measure is one.</summary>
    public OutcomeDefinition? Outcome { get; init; }

    /// <summary>What tells it from the others.</summary>
    internal string Key => Outcome?.Name ?? Measure.ToString();
}
