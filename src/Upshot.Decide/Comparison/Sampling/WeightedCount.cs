namespace Upshot.Decide.Comparison.Sampling;

/// <summary>Events that were kept with weights.</summary>
/// <param name="Sum">Of the weights: the number that they stand for.</param>
/// <param name="Squares">Of the weights, squared.</param>
/// <param name="Largest">Weight.</param>
/// <param name="Smallest">Weight; 0 without any.</param>
internal readonly record struct WeightedCount(double Sum, double Squares, double Largest, double Smallest)
{
    /// <summary>Variance of the sum about what would be seen in the long run (its rate), not about what happened.</summary>
    public double RateVariance => Squares;

    /// <summary>Variance of the sum about what happened: nothing when all were kept.</summary>
    public double SamplingVariance => Math.Max(0, Squares - Sum);

    public static WeightedCount Of(IReadOnlyList<double> weights)
    {
        double sum = 0, squares = 0, largest = 0, smallest = double.PositiveInfinity;
        for (var i = 0; i < weights.Count; i++)
        {
            sum += weights[i];
            squares += weights[i] * weights[i];
            largest = Math.Max(largest, weights[i]);
            smallest = Math.Min(smallest, weights[i]);
        }

        return new WeightedCount(sum, squares, largest, weights.Count > 0 ? smallest : 0);
    }
}
