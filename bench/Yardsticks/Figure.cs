namespace Upshot.Yardsticks;

/// <summary>One measured figure beside what is known about it.</summary>
/// <param name="LineToBeat">The best published figure, or what was promised; NaN when there is none.</param>
/// <param name="Floor">What doing nothing, or something trivial, scores; NaN when there is none.</param>
internal sealed record Figure(string Set, string Measure, double Result, double LineToBeat = double.NaN, double Floor = double.NaN);
