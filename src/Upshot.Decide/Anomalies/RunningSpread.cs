namespace Upshot.Decide.Anomalies;

/// <summary>The standard deviation of all values up to each row (Welford 1962).</summary>
internal static class RunningSpread
{
    public static double[] Of(double[] values)
    {
        var spreads = new double[values.Length];
        double mean = 0, squares = 0;
        for (var i = 0; i < values.Length; i++)
        {
            var delta = values[i] - mean;
            mean += delta / (i + 1);
            squares += delta * (values[i] - mean);
            spreads[i] = Math.Sqrt(squares / (i + 1));
        }

        return spreads;
    }
}
