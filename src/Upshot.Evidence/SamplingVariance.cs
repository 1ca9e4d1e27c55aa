namespace Upshot.Evidence;

/// <summary>
/// By how much counts of events that senders sampled may differ from what happened. An event that stands for w adds w (w − 1), so that nothing is added where all were kept; that is also what
/// counts of before anybody kept these numbers say.
/// </summary>
/// <param name="Good">Σ w (w − 1) of good events; with their sum it is Σ w².</param>
/// <param name="Bad">The same of bad ones.</param>
/// <param name="GoodWeight">The largest w of good events; 0: not known, as 1.</param>
/// <param name="BadWeight">The same of bad ones.</param>
public readonly record struct SamplingVariance(double Good, double Bad, long GoodWeight, long BadWeight)
{
    /// <summary>Whether every event was kept.</summary>
    public bool IsNone => Good <= 0 && Bad <= 0;

    public static SamplingVariance Of(long weight, bool isGood)
    {
        var variance = (double)weight * (weight - 1);
        return isGood ? new(variance, 0, weight, 0) : new(0, variance, 0, weight);
    }

    /// <summary>Of events taken together.</summary>
    public static SamplingVariance operator +(SamplingVariance a, SamplingVariance b) =>
        new(a.Good + b.Good, a.Bad + b.Bad, Math.Max(a.GoodWeight, b.GoodWeight), Math.Max(a.BadWeight, b.BadWeight));

    /// <summary>What has to be added to have the first where the second is; largest weights do not become smaller.</summary>
    public static SamplingVariance operator -(SamplingVariance a, SamplingVariance b) => a with { Good = a.Good - b.Good, Bad = a.Bad - b.Bad };

    /// <summary>Of many events taken together.</summary>
    public static SamplingVariance Sum(IEnumerable<SamplingVariance> all) => all.Aggregate(default(SamplingVariance), (sum, one) => sum + one);
}
