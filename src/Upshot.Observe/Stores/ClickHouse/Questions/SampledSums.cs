using ClickHouse.Driver.ADO.Readers;
using Upshot.Evidence;

namespace Upshot.Observe.Stores.ClickHouse.Questions;

/// <summary>What sampling leaves open of counted rows, as columns of a statement. Rows of before it was kept count as if nothing had been sampled.</summary>
internal static class SampledSums
{
    /// <summary>How many columns they are.</summary>
    public const int Width = 4;

    public static string Of() => "sum(good_variance), sum(bad_variance), toInt64(max(good_weight)), toInt64(max(bad_weight))";

    public static SamplingVariance Read(ClickHouseDataReader row, int at) => new(row.GetDouble(at), row.GetDouble(at + 1), row.GetInt64(at + 2), row.GetInt64(at + 3));
}
