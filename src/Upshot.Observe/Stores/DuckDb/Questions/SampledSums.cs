using DuckDB.NET.Data;
using Upshot.Evidence;

namespace Upshot.Observe.Stores.DuckDb.Questions;

/// <summary>What sampling leaves open of counted rows, as columns of a statement. Rows of before it was kept count as if nothing had been sampled.</summary>
internal static class SampledSums
{
    /// <summary>How many columns they are.</summary>
    public const int Width = 4;

    /// <summary>The same of one row.</summary>
    public const string OfRow = "coalesce(good_variance, 0), coalesce(bad_variance, 0), coalesce(good_weight, 0), coalesce(bad_weight, 0)";

    /// <param name="filter">Of the rows, as SQL; empty: all.</param>
    public static string Of(string filter = "") => string.Join(", ", new[] { "sum(good_variance)", "sum(bad_variance)", "max(good_weight)", "max(bad_weight)" }
        .Select((sum, i) => $"coalesce({sum}{(filter.Length > 0 ? $" FILTER ({filter})" : "")}, 0)::{(i < 2 ? "DOUBLE" : "BIGINT")}"));

    /// <summary>Of a row's column <c>histogram_variance</c>; null: nothing was sampled.</summary>
    public static ExponentialHistogram? Histogram(DuckDBDataReader row, int at) => row.IsDBNull(at) ? null : ExponentialHistogram.FromBytes(ObjectiveAnswer.ReadBlob(row.GetStream(at)));

    public static SamplingVariance Read(DuckDBDataReader row, int at) => new(row.GetDouble(at), row.GetDouble(at + 1), row.GetInt64(at + 2), row.GetInt64(at + 3));
}
