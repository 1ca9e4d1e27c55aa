namespace Upshot.Observe.Stores.DuckDb;

/// <summary>How long the longest span of each service and of each operation takes in a file, nanoseconds: by it a search leaves files out. Kept since a search read the file first.</summary>
internal sealed record LongestSpans(IReadOnlyDictionary<string, long> OfServices, IReadOnlyDictionary<string, long> OfOperations)
{
    /// <summary>Of files with more names nothing is kept: names are whatever strangers send.</summary>
    public const int MostNames = 256;

    /// <summary>The longest that a search may find; null: none.</summary>
    public long? Of(string? service, string? operation)
    {
        long? longest = long.MaxValue;
        foreach (var (name, of) in new[] { (service, OfServices), (operation, OfOperations) })
        {
            if (name is not null)
            {
                longest = of.TryGetValue(name, out var one) && longest is not null ? Math.Min(longest.Value, one) : null;
            }
        }

        return longest == long.MaxValue ? OfServices.Values.DefaultIfEmpty(long.MinValue).Max() : longest;
    }

    /// <summary>Of several row groups; null: of one nothing is known.</summary>
    public static LongestSpans? Of(IEnumerable<LongestSpans?> groups)
    {
        var all = groups.ToList();
        return all.Contains(null) ? null : new(Longest(all.SelectMany(g => g!.OfServices)), Longest(all.SelectMany(g => g!.OfOperations)));
    }

    private static Dictionary<string, long> Longest(IEnumerable<KeyValuePair<string, long>> names) =>
        names.GroupBy(n => n.Key, StringComparer.Ordinal).ToDictionary(n => n.Key, n => n.Max(one => one.Value), StringComparer.Ordinal);
}
