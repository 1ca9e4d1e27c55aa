namespace Upshot.Decide.SignalCosts;

/// <summary>A series of a metric in one process.</summary>
/// <param name="Process">Which one.</param>
/// <param name="Values">The value of each attribute of the metric, in the order in which the plan declares them; empty: the series has none.</param>
/// <param name="Measured">How much was measured in it: of a histogram how many measurements, of a counter what was counted; 0 where nothing tells.</param>
public sealed record SeriesSeen(string Process, IReadOnlyList<string> Values, double Measured);
