using Upshot.Plan;

namespace Upshot.Decide.Comparison.Versions;

/// <summary>An outcome as a measure.</summary>
/// <param name="IsPerRequest">Divided by the requests of an operation.</param>
public sealed record OutcomeDefinition(string Name, OutcomeMeasure Measure, bool IsPerRequest, bool HigherIsBetter, string Unit);
