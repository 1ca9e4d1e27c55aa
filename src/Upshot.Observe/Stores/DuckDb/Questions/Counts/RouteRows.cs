using DuckDB.NET.Data;

namespace Upshot.Observe.Stores.DuckDb.Questions.Counts;

/// <summary>Rows of rollups as parts of routes.</summary>
internal static class RouteRows
{
    /// <summary>What is read of each row, as SQL.</summary>
    public const string Columns = $"service, route, kind, coalesce(operation, ''), requests, errors, histogram, histogram_variance, {SampledSums.OfRow}";

    private const int Width = 8 + SampledSums.Width;

    /// <summary>Sealed rows, those of an hour and a route together.</summary>
    /// <param name="condition">Of the rows, as SQL.</param>
    /// <param name="most">Of bytes, about.</param>
    /// <returns>Null: it would be more.</returns>
    public static List<(long Hour, RouteName Name, RoutePart Part)>? ByHour(Catalog catalog, string condition, long most, CancellationToken cancellation)
    {
        var (parts, size, hour, sums) = (new List<(long Hour, RouteName Name, RoutePart Part)>(), 0L, 0L, new Dictionary<RouteName, RouteSum>());
        catalog.Each($"SELECT {Columns}, epoch_ns(minute) // {CountedHours.Nanos} * {CountedHours.Nanos} AS hour FROM {RollupFiles.Rollups} WHERE {condition} ORDER BY hour", r =>
        {
            if (r.GetInt64(Width) is var next && next != hour)
            {
                cancellation.ThrowIfCancellationRequested();
                End();
                hour = next;
            }

            RouteSum.Add(sums, Name(r), Part(r));
            return size <= most;
        });
        End();
        return size <= most ? parts : null;

        void End()
        {
            foreach (var (name, sum) in sums)
            {
                var part = sum.ToPart();
                parts.Add((hour, name, part));
                size += part.Size;
            }

            sums.Clear();
        }
    }

    public static RouteName Name(DuckDBDataReader r) => new(r.GetString(0), r.GetString(1), r.GetByte(2), r.GetString(3));

    public static RoutePart Part(DuckDBDataReader r) => new(
        r.GetInt64(4), r.GetInt64(5), SampledSums.Read(r, 8), ObjectiveAnswer.ReadBlob(r.GetStream(6)), r.IsDBNull(7) ? null : ObjectiveAnswer.ReadBlob(r.GetStream(7)));
}
