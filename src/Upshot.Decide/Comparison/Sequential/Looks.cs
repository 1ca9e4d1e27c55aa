using MathNet.Numerics.Distributions;

namespace Upshot.Decide.Comparison.Sequential;

/// <summary>How often one looks.</summary>
public enum LookPlan
{
    /// <summary>Once, when it is over.</summary>
    Once,

    /// <summary>Again and again until a planned end.</summary>
    Planned,

    /// <summary>Again and again, nobody knows how long.</summary>
    OpenEnded,
}

/// <summary>
/// The two-sided p that a look has to reach, the looks before it considered. Alpha is spent by information, I = 1 / Var of the difference, never by time
/// or by what was seen. Information saturates, because more time does not draw more processes: that is why looks without an end may spend by the
/// share of all the information there can ever be, and still lose little.
/// </summary>
internal static class Looks
{
    // Kept for looks after a planned end.
    private const double AfterTheEnd = 0.1;

    /// <param name="variances">Of the difference at each look's length, from spreads that were learnt before, the present look last.</param>
    /// <param name="final">The variance at the planned end; for open-ended looks the one that no time makes smaller.</param>
    public static double Threshold(LookPlan plan, double alpha, IReadOnlyList<double> variances, double final)
    {
        if (plan == LookPlan.Once || variances.Count == 0)
        {
            return alpha;
        }

        var information = Information(variances);
        var whole = 1 / final;
        var last = information[^1];
        var inside = plan == LookPlan.OpenEnded ? alpha : (1 - AfterTheEnd) * alpha;
        if (plan == LookPlan.Planned && last > whole * (1 + 1e-9))
        {
            return Tail(NormalMixture.Z(last, whole, AfterTheEnd * alpha));
        }

        var spent = new double[information.Length];
        for (var i = 0; i < spent.Length; i++)
        {
            var fraction = information[i] / whole;
            spent[i] = plan == LookPlan.OpenEnded ? SpendingFunction.Linear(inside, fraction) : SpendingFunction.HwangShihDeCani(inside, fraction);
        }

        return Tail(GroupSequentialBoundary.Bounds(information, spent)[^1]);
    }

    // Estimated variances may grow from one look to the next; information does not shrink.
    private static double[] Information(IReadOnlyList<double> variances)
    {
        var information = new double[variances.Count];
        for (var i = 0; i < information.Length; i++)
        {
            information[i] = Math.Max(1 / variances[i], i == 0 ? 0 : information[i - 1]);
        }

        return information;
    }

    private static double Tail(double z) => 2 * Normal.CDF(0, 1, -z);
}
