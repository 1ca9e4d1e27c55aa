using System.Globalization;
using Upshot.Decide.Series;

namespace Upshot.Decide.Tests.Series;

/// <summary>Series made for tests, every five minutes.</summary>
internal static class DrawnSeries
{
    public static TimeSeries Of(int count, Func<int, double> value) => new(
        [.. Enumerable.Range(0, count).Select(i => i.ToString(CultureInfo.InvariantCulture))], [.. Enumerable.Range(0, count).Select(i => 300.0 * i)], [.. Enumerable.Range(0, count).Select(value)], true);

    public static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    /// <summary>Each value keeps a part of the one before.</summary>
    public static double[] Wandering(int count, double kept, int seed)
    {
        var random = new Random(seed);
        var values = new double[count];
        for (var i = 1; i < count; i++)
        {
            values[i] = (kept * values[i - 1]) + Normal(random);
        }

        return values;
    }
}
