namespace Upshot.Decide.Comparison.LikeWindows;

/// <summary>The days of one slot of the day: what a measure was there, and what stood before it.</summary>
/// <param name="After">One number a day: the window that lies as the candidate's does.</param>
/// <param name="Before">For each day the covariates: the window before it, and those of series that did not change.</param>
internal sealed record SlotDays(IReadOnlyList<double> After, IReadOnlyList<double[]> Before)
{
    /// <summary>Of each day whether it is another part of the week than the candidate's. Empty: none is.</summary>
    public IReadOnlyList<bool> IsOtherPart { get; init; } = [];
}
