namespace Upshot.Evidence;

/// <summary>Evaluations of a flag to a variant within a minute.</summary>
/// <param name="Environment">Empty: the sender named none.</param>
public sealed record EvaluationCount(string Flag, string Environment, DateTimeOffset Minute, string Variant, long Count);
