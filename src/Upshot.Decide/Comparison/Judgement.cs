namespace Upshot.Decide.Comparison;

/// <summary>
/// Two questions decide a verdict. Is there a difference at all (p ≤ alpha)? Is a harm beyond the margin excluded (the
/// interval ends before it)? A gain that is shown is an improvement. A harm that is shown is a regression, unless it is
/// excluded that it is larger than the margin. Nothing shown and harm excluded: unchanged. Neither: inconclusive.
/// </summary>
internal static class Judgement
{
    /// <param name="harm">The effect with its sign turned so that more is worse.</param>
    /// <param name="limit">The largest harm that is acceptable, on the same scale.</param>
    public static Verdict Of(Estimate harm, double p, double alpha, double limit)
    {
        var isShown = p <= alpha;
        if (isShown && harm.Value < 0)
        {
            return Verdict.Improved;
        }

        if (harm.High <= limit)
        {
            return Verdict.Unchanged;
        }

        return isShown ? Verdict.Regressed : Verdict.Inconclusive;
    }
}
