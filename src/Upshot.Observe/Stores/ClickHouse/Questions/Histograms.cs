using ClickHouse.Driver.ADO.Readers;
using Upshot.Evidence;
using Upshot.Observe.Stores.AnswerParts;

namespace Upshot.Observe.Stores.ClickHouse.Questions;

/// <summary>Latencies, added up by the database.</summary>
internal static class Histograms
{
    /// <summary>Columns of a query that groups rows of rollups.</summary>
    public const string Summed = "sumMap(histogram) AS summed_buckets, mapKeys(summed_buckets), mapValues(summed_buckets)";

    /// <summary>The same of what sampling leaves open; as many columns, read alike.</summary>
    public const string SummedVariance = "sumMap(histogram_variance) AS summed_variance, mapKeys(summed_variance), mapValues(summed_variance)";

    /// <summary>How many columns <see cref="Summed"/> has.</summary>
    public const int Width = 3;

    /// <summary>The bucket of a span's duration.</summary>
    public static readonly string Bucket = $"if(duration_ns < 1, toInt32({BlockTotals.Zero}), toInt32(ceil(log2(duration_ns) * {1 << ExponentialHistogram.Scale}) - 1))";

    /// <summary>Null: nothing was sampled.</summary>
    public static ExponentialHistogram? IfAny(ExponentialHistogram variance) => variance.Count == 0 ? null : variance;

    /// <param name="first">Where <see cref="Summed"/> begins.</param>
    public static ExponentialHistogram Read(ClickHouseDataReader r, int first)
    {
        var (keys, values) = (r.GetFieldValue<short[]>(first + 1), r.GetFieldValue<ulong[]>(first + 2));
        var histogram = new ExponentialHistogram();
        for (var i = 0; i < keys.Length; i++)
        {
            if (keys[i] == BlockTotals.Zero)
            {
                histogram.Add(0, (long)values[i]);
            }
            else
            {
                histogram.AddBucket(keys[i], (long)values[i]);
            }
        }

        return histogram;
    }
}
