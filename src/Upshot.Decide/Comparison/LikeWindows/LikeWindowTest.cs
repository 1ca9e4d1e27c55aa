using Upshot.Decide.Comparison.Variances;

namespace Upshot.Decide.Comparison.LikeWindows;

/// <summary>
/// A candidate that ran after its baseline, judged against what the same service did at the same hours of earlier days: the analysis of covariance.
/// The slope on the window before learns by itself how much of a shock is still there later: 0 for independent ones, 1 for drift. To the
/// spread of such windows comes that of a new draw of processes, which days without a restart lack.
/// </summary>
/// <remarks>
/// R. A. Fisher, "Statistical Methods for Research Workers" (1932), section 49.1; W. G. Cochran, "Analysis of covariance", Biometrics 13 (1957).
/// The window before is what controlled experiments call pre-period data: A. Deng, Y. Xu, R. Kohavi and T. Walker, "Improving the sensitivity of online controlled
/// experiments by utilizing pre-experiment data", WSDM 2013 (CUPED). Variances of the slots are shrunk as those of processes are (Smyth 2004); degrees of freedom by Satterthwaite (1946).
/// </remarks>
internal static class LikeWindowTest
{
    /// <summary>Fewer like days say nothing about how like days differ.</summary>
    public const int FewestDays = 3;

    /// <summary>From here on the answer is as sure as its interval says without further words.</summary>
    public const int NormalDays = 7;
    private const int FewestSlots = 4;

    /// <summary>Windows that touch share shocks: together they know less than as many independent ones.</summary>
    private const double SameLength = 0.67, OtherLength = 0.5;

    /// <param name="slots">Slots of the day, each with at least two days.</param>
    /// <param name="today">Which slot the candidate's window lies in.</param>
    /// <param name="after">The candidate's window, and its covariates.</param>
    /// <param name="processes">Variance of the difference that comes of the new draw of processes.</param>
    /// <param name="isSameLength">The windows before are as long as those after.</param>
    public static LikeWindowResult Test(IReadOnlyList<SlotDays> slots, int today, double after, IReadOnlyList<double> before, SampleVariance processes, bool isSameLength)
    {
        var p = before.Count;
        var sums = new NormalEquations(p);
        double degreesOfFreedom = 0;
        foreach (var slot in slots)
        {
            sums.Add(slot);
            degreesOfFreedom += slot.After.Count - 1;
        }

        if (degreesOfFreedom - p <= 0)
        {
            return new LikeWindowResult(default, [], 0, 0);
        }

        var slope = sums.Solve();
        var correction = degreesOfFreedom / (degreesOfFreedom - p);
        var (variances, plain) = (new SampleVariance[slots.Count], new SampleVariance[slots.Count]);
        for (var s = 0; s < variances.Length; s++)
        {
            variances[s] = Residual(slots[s], slope, correction);
            plain[s] = Residual(slots[s], [], 1);
        }

        var own = slots[today];
        var prior = VariancePrior.Fit(variances);
        var variance = slots.Count < FewestSlots || prior.DegreesOfFreedom == 0 ? SampleVariance.Pooled(variances) : prior.Shrink(variances[today]);
        var most = slots.Count == 1 ? degreesOfFreedom - p : (isSameLength ? SameLength : OtherLength) * (degreesOfFreedom - p);
        var timeFreedom = Math.Max(1, Math.Min(variance.DegreesOfFreedom, most));

        var difference = after - Mean(own.After);
        var distance = new double[p];
        for (var i = 0; i < p; i++)
        {
            distance[i] = before[i] - MeanOf(own.Before, i);
            difference -= slope[i] * distance[i];
        }

        var time = (variance.Value * (1 + (1.0 / own.After.Count) + sums.Leverage(distance))) + PartOfWeek.Variance(slots, today, slope, variance.Value);
        var (total, df) = processes.Value > 0 ? StudentTest.Satterthwaite(time, timeFreedom, processes.Value, processes.DegreesOfFreedom) : (time, timeFreedom);
        var all = SampleVariance.Pooled(plain).Value;
        return new LikeWindowResult(new StudentTest(difference, total, df), slope, time, all > 0 ? Math.Clamp(1 - (SampleVariance.Pooled(variances).Value / all), 0, 1) : 0);
    }

    private static SampleVariance Residual(SlotDays slot, double[] slope, double correction)
    {
        var mean = Mean(slot.After);
        var squares = 0.0;
        for (var k = 0; k < slot.After.Count; k++)
        {
            var rest = slot.After[k] - mean;
            for (var i = 0; i < slope.Length; i++)
            {
                rest -= slope[i] * (slot.Before[k][i] - MeanOf(slot.Before, i));
            }

            squares += rest * rest;
        }

        return new SampleVariance(squares / (slot.After.Count - 1) * correction, slot.After.Count - 1);
    }

    private static double Mean(IReadOnlyList<double> values)
    {
        var sum = 0.0;
        for (var i = 0; i < values.Count; i++)
        {
            sum += values[i];
        }

        return sum / values.Count;
    }

    private static double MeanOf(IReadOnlyList<double[]> rows, int column)
    {
        var sum = 0.0;
        for (var i = 0; i < rows.Count; i++)
        {
            sum += rows[i][column];
        }

        return sum / rows.Count;
    }
}

/// <param name="Slope">On each covariate.</param>
/// <param name="TimeVariance">The part of the variance that is due to time.</param>
/// <param name="Explained">The part of what like days vary by that the covariates explain: their gain.</param>
internal readonly record struct LikeWindowResult(StudentTest Test, IReadOnlyList<double> Slope, double TimeVariance, double Explained);
