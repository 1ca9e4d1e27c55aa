namespace Upshot.Yardsticks.Lab;

/// <summary>What many interventions say together, in either lab.</summary>
internal static class Gains
{
    /// <summary>NaN of none; of an even number the upper one.</summary>
    public static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length == 0 ? double.NaN : sorted[sorted.Length / 2];
    }

    /// <summary>Kendall's τ of gains that were predicted and those that came; NaN where there are no pairs. Source: Kendall (1938).</summary>
    public static double Tau(IReadOnlyList<(double Predicted, double Actual)> gains)
    {
        double agree = 0, pairs = 0;
        for (var i = 0; i < gains.Count; i++)
        {
            for (var j = 0; j < i; j++, pairs++)
            {
                agree += Math.Sign(gains[i].Predicted - gains[j].Predicted) * Math.Sign(gains[i].Actual - gains[j].Actual);
            }
        }

        return agree / pairs;
    }
}
