namespace Upshot.Decide.Comparison;

/// <summary>
/// Two questions decide a verdict. Is there a difference at all (p ≤ alpha)? Is a harm beyond the margin excluded (the
/// interval ends before it)? A gain that is shown is an improvement. A harm that is shown is a regression, unless it is
/// excluded that it is larger than the margin. Nothing shown and harm excluded: unchanged where a gain beyond the margin is excluded too, else not worse. Neither: inconclusive.
/// </summary>
internal static class Judgement
{
    public static Verdict Of(TestStatistics basis, double p, double alpha)
    {
        var isShown = p <= alpha;
        if (isShown && basis.AdverseEffect.Value < 0)
        {
            return Verdict.Improved;
        }

        if (basis.AdverseEffect.High <= basis.Limit)
        {
            return basis.AdverseEffect.Low >= -basis.Limit ? Verdict.Unchanged : Verdict.NotWorse;
        }

        return isShown ? Verdict.Regressed : Verdict.Inconclusive;
    }

    /// <summary>The result with the verdict that its basis gives at this p.</summary>
    public static ComparisonResult Judge(ComparisonResult result, double p)
    {
        if (result.TestStatistics is not { } basis)
        {
            return result;
        }

        var verdict = Of(basis, p, result.Alpha);
        return result with { Verdict = verdict, Needed = verdict == Verdict.Inconclusive ? RequiredSampleSize.Replicates(basis, result.Alpha * (result.P > 0 ? Math.Min(1, result.P / p) : 1)) : null };
    }
}
