using DuckDB.NET.Data;
using Upshot.Evidence;

namespace Upshot.Observe.Stores.DuckDb.Questions;

/// <summary>What sampling leaves open of counted rows, as columns of a statement. Rows of before it was kept count as if nothing had been sampled.</summary>
internal static class SampledSums
{
    /// <summary>How many columns they are.</summary>
    public const int Width = 4;

    /// <param name="filter">Of the rows, as SQL; empty: all.</param>
    public static string Of(string filter = "") => string.Join(", ", new[] { "sum(good_variance)", "sum(bad_variance)", "max(good_weight)", "max(bad_weight)" }
        .Select((sum, i) => $"coalesce({sum}{(filter.Length > 0 ? $" FILTER ({filter})" : "")}, 0)::{(i < 2 ? "DOUBLE" : "BIGINT")}"));

    public static SamplingVariance Read(DuckDBDataReader row, int at) => new(row.GetDouble(at), row.GetDouble(at + 1), row.GetInt64(at + 2), row.GetInt64(at + 3));
}
