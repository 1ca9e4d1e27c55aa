namespace Upshot.Decide.Anomalies;

/// <summary>
/// How far the last few values are from anything seen before: the distance to the nearest earlier run of as many values, which does not overlap.
/// Source: the left matrix profile (Yeh et al., "Matrix Profile I", ICDM 2016; Lu et al., "DAMP", KDD 2022), here with plain distances, because
/// a level never seen is as strange as a shape.
/// </summary>
internal static class Novelty
{
    /// <summary>Searched are the newest so many rows: a series' past, not its archive.</summary>
    private const int Newest = 20_000;

    public static double[] Of(double[] values, int width)
    {
        var distances = new double[values.Length];
        for (var end = (3 * width) - 1; end < values.Length; end++)
        {
            var start = end - width + 1;
            var nearest = double.PositiveInfinity;
            for (var other = Math.Max(0, start - Newest); other <= start - width && nearest > 0; other++)
            {
                double squares = 0;
                for (var k = 0; k < width && squares < nearest; k++)
                {
                    var difference = values[start + k] - values[other + k];
                    squares += difference * difference;
                }

                nearest = Math.Min(nearest, squares);
            }

            distances[end] = Math.Sqrt(nearest);
        }

        return distances;
    }
}
