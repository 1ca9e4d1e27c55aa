namespace Upshot.Observe.Stores.DuckDb.Questions.Counts;

/// <summary>Where counts stand: by the minute, by the hour, and what of them is not sealed.</summary>
/// <param name="Names">Columns of what is counted and of its environment.</param>
/// <param name="Sums">Columns of good and total events, and of what sampling leaves open.</param>
internal sealed record CountTable(string Minutes, string Hours, string Names, string Sums, Func<SegmentView, IEnumerable<CountedPart>> Unsealed)
{
    public static readonly CountTable Objectives = new(
        RollupFiles.ObjectiveMinutes, CountedHours.Objectives, "objective, definition, coalesce(environment, '')", $"sum(good)::BIGINT, sum(total)::BIGINT, {SampledSums.Of()}",
        view => view.Objectives.Select(r => new CountedPart(new(r.Objective.Name, r.Objective.Definition), r.Environment, new(r.Minute, r.Minute, r.Good, r.Total, r.Sampling))));

    public static readonly CountTable Requests = new(
        RollupFiles.Rollups, CountedHours.Requests, "coalesce(operation, ''), '', coalesce(environment, '')", $"(sum(requests) - sum(errors))::BIGINT, sum(requests)::BIGINT, {SampledSums.Of()}",
        view => view.Rollups.Select(r => new CountedPart(new(r.Operation, ""), r.Resource.Environment, new(r.Minute, r.Minute, r.Requests - r.Errors, r.Requests, r.Sampling))));

    /// <param name="condition">As SQL.</param>
    public IReadOnlyList<CountedPart> ReadMinutes(Catalog catalog, string condition) => Read(catalog, Minutes, "epoch_ns(minute), epoch_ns(minute)", "minute", condition);

    /// <param name="condition">As SQL.</param>
    public IReadOnlyList<CountedPart> ReadHours(Catalog catalog, string condition) => Read(catalog, Hours, "epoch_ns(min(first)), epoch_ns(max(last))", "hour", condition);

    private IReadOnlyList<CountedPart> Read(Catalog catalog, string table, string ends, string time, string condition) => catalog.Read(
        $"SELECT {Names}, {ends}, {Sums} FROM {table} WHERE {condition} GROUP BY {Names}, {time}",
        r => new CountedPart(new(r.GetString(0), r.GetString(1)), r.GetString(2), new(r.GetInt64(3), r.GetInt64(4), r.GetInt64(5), r.GetInt64(6), SampledSums.Read(r, 7))));
}
