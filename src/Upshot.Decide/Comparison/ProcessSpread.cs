using MathNet.Numerics.Distributions;

namespace Upshot.Decide.Comparison;

/// <summary>
/// How processes of the same version differ, where there are too few of them to be the units: if they differ more than their
/// blocks of time explain, what blocks say is not all.
/// </summary>
/// <param name="Variance">Of one process; one for both arms, as two processes alone know nothing about it.</param>
/// <param name="DegreesOfFreedom">Processes of both arms, less one each.</param>
internal readonly record struct ProcessSpread(double Variance, double DegreesOfFreedom, int First, int Second)
{
    /// <summary>
    /// Without it, the processes of every third arm with two would lie further apart than their blocks say by chance alone,
    /// and be judged with one or two degrees of freedom: intervals of −97 % to +2,700 % of blocks that differ by 5 %.
    /// </summary>
    private const double Chance = 0.05;

    /// <summary>Of the difference of the arms.</summary>
    public double SquaredError => Variance * ((1.0 / First) + (1.0 / Second));

    /// <param name="first">The mean of each process of one arm.</param>
    public static ProcessSpread Of(IReadOnlyList<double> first, IReadOnlyList<double> second)
    {
        var degreesOfFreedom = first.Count + second.Count - 2;
        return new ProcessSpread(degreesOfFreedom < 1 ? 0 : (Squares(first) + Squares(second)) / degreesOfFreedom, degreesOfFreedom, first.Count, second.Count);

        static double Squares(IReadOnlyList<double> values)
        {
            var mean = values.Average();
            return values.Sum(v => (v - mean) * (v - mean));
        }
    }

    /// <summary>Processes differ more than chance and the blocks' own spread explain.</summary>
    /// <param name="squaredError">Of the difference of the arms, as their blocks know it.</param>
    public bool Exceeds(double squaredError, double degreesOfFreedom) =>
        DegreesOfFreedom > 0 && SquaredError > 0 && (squaredError == 0 || FisherSnedecor.CDF(DegreesOfFreedom, degreesOfFreedom, SquaredError / squaredError) > 1 - Chance);

    /// <summary>Both arms' blocks, or the processes themselves where they differ more than blocks explain.</summary>
    public static (SampleSummary First, SampleSummary Second) Groups(IReadOnlyList<IReadOnlyList<double>> first, IReadOnlyList<IReadOnlyList<double>> second)
    {
        var (before, after) = (Correlation.Summary(first), Correlation.Summary(second));
        if (first.Concat(second).All(s => s.Count == 1))
        {
            return (before, after);
        }

        var spread = Of([.. first.Select(s => s.Average())], [.. second.Select(s => s.Average())]);
        var welch = Welch.Of(before, after);
        return spread.Exceeds(welch.StandardError * welch.StandardError, welch.DegreesOfFreedom)
            ? (In(before, first.Count), In(after, second.Count))
            : (before, after);

        // Half the degrees of freedom each: together they have all of it.
        SampleSummary In(SampleSummary blocks, int processes) => blocks with { Variance = spread.Variance, Effective = processes, DegreesOfFreedom = spread.DegreesOfFreedom / 2 };
    }
}
