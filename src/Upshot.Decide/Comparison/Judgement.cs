namespace Upshot.Decide.Comparison;

/// <summary>
/// Two questions decide a verdict. Is there a difference at all (p ≤ alpha)? Is a harm beyond the margin excluded (the
/// interval ends before it)? A gain that is shown is an improvement. A harm that is shown is a regression, unless it is
/// excluded that it is larger than the margin. Nothing shown and harm excluded: unchanged where a gain beyond the margin is excluded too, else not worse. Neither: inconclusive.
/// </summary>
internal static class Judgement
{
    public static Verdict Of(TestStatistics statistics, double p, double alpha)
    {
        var isShown = p <= alpha;
        if (isShown && statistics.AdverseEffect.Value < 0)
        {
            return Verdict.Improved;
        }

        if (statistics.AdverseEffect.High <= statistics.Limit)
        {
            return statistics.AdverseEffect.Low >= -statistics.Limit ? Verdict.Unchanged : Verdict.NotWorse;
        }

        return isShown ? Verdict.Regressed : Verdict.Inconclusive;
    }

    /// <summary>The result with the verdict that its test statistics give at this p.</summary>
    public static ComparisonResult Judge(ComparisonResult result, double p)
    {
        if (result.TestStatistics is not { } statistics)
        {
            return result;
        }

        var verdict = Of(statistics, p, result.Alpha);
        return result with { Verdict = verdict, RequiredReplicates = verdict == Verdict.Inconclusive ? RequiredSampleSize.Replicates(statistics, result.Alpha * (result.P > 0 ? Math.Min(1, result.P / p) : 1)) : null };
    }
}
