namespace Upshot.Decide.Exports;

/// <summary>The unit of a column of durations, in nanoseconds: from its name, from the times beside it, or from what makes children begin within their parents.</summary>
internal static class DurationUnit
{
    private const double MostInside = 0.9;
    private static readonly long[] Units = [1, 1_000, 1_000_000, 1_000_000_000];

    /// <summary>0: the name does not say.</summary>
    public static long OfName(string column)
    {
        var name = column.ToLowerInvariant();
        var normal = ColumnNames.Normal(column);
        return name.Contains("nano") || normal.EndsWith("ns", StringComparison.Ordinal) ? 1
            : name.Contains("micro") || normal.EndsWith("us", StringComparison.Ordinal) || name.Contains("(µs)") ? 1_000
            : name.Contains("milli") || normal.EndsWith("ms", StringComparison.Ordinal) ? 1_000_000
            : name.Contains("second") || normal == "durations" || name.EndsWith("(s)", StringComparison.Ordinal) ? 1_000_000_000
            : 0;
    }

    /// <param name="known">Durations as written, with what start and end say; few are enough.</param>
    public static long OfEnds(IEnumerable<(double Written, long Nanos)> known)
    {
        var ratios = known.Where(k => k.Written > 0 && k.Nanos > 0).Select(k => Math.Log10(k.Nanos / k.Written)).Order().ToList();
        return ratios.Count == 0 ? 0 : Units.MinBy(u => Math.Abs(Math.Log10(u) - ratios[ratios.Count / 2]));
    }

    /// <param name="offsets">Of children: how long after its parent it begins, and its parent's duration as written.</param>
    /// <param name="preferred">The unit of the times, which exporters mostly use for durations too.</param>
    public static long OfChildren(IReadOnlyList<(long Offset, double ParentWritten)> offsets, long preferred)
    {
        var after = offsets.Where(o => o.Offset >= 0).ToList();
        return after.Count == 0 || Inside(preferred) >= MostInside ? preferred : Units.Where(u => Inside(u) >= MostInside).DefaultIfEmpty(preferred).First();

        double Inside(long unit) => (double)after.Count(o => o.Offset <= o.ParentWritten * unit) / after.Count;
    }
}
