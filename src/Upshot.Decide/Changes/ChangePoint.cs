namespace Upshot.Decide.Changes;

/// <summary>A moment from which on a series behaves otherwise.</summary>
/// <param name="Index">The first row (from 0) of the new behaviour.</param>
/// <param name="Before">Mean from the change before it (or the beginning) until it.</param>
/// <param name="After">Mean from it until the next one (or the end).</param>
/// <param name="Low">95 % interval of the difference of the two means, by as many independent values as the rows are worth.</param>
public sealed record ChangePoint(int Index, string Time, double Before, double After, double Low, double High);
