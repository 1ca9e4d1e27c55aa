using System.Globalization;

namespace Upshot.Observe.Stores.DuckDb;

/// <summary>Numbers of segments, written as ranges: <c>1-12,14</c>. What a sealed file says that it covers.</summary>
internal sealed class SegmentSet
{
    public static readonly SegmentSet Empty = new([]);
    private readonly (long First, long Last)[] _ranges;

    private SegmentSet((long First, long Last)[] ranges) => _ranges = ranges;

    public bool IsEmpty => _ranges.Length == 0;

    public long First => _ranges[0].First;

    public long Last => _ranges[^1].Last;

    public long Count => _ranges.Sum(r => r.Last - r.First + 1);

    public static SegmentSet Of(long number) => new([(number, number)]);

    public static SegmentSet Range(long first, long last) => new([(first, last)]);

    public static SegmentSet Union(IEnumerable<SegmentSet> sets)
    {
        var merged = new List<(long First, long Last)>();
        foreach (var range in sets.SelectMany(s => s._ranges).OrderBy(r => r.First))
        {
            if (merged.Count > 0 && range.First <= merged[^1].Last + 1)
            {
                merged[^1] = (merged[^1].First, Math.Max(merged[^1].Last, range.Last));
            }
            else
            {
                merged.Add(range);
            }
        }

        return new([.. merged]);
    }

    public bool Contains(long number) => _ranges.Any(r => r.First <= number && number <= r.Last);

    public bool Covers(SegmentSet other) => other._ranges.All(o => _ranges.Any(r => r.First <= o.First && o.Last <= r.Last));

    public bool Overlaps(SegmentSet other) => other._ranges.Any(o => _ranges.Any(r => r.First <= o.Last && o.First <= r.Last));

    /// <summary>Null: the text is no set of segments.</summary>
    public static SegmentSet? Parse(string text)
    {
        var ranges = new List<SegmentSet>();
        foreach (var part in text.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            var dash = part.IndexOf('-', StringComparison.Ordinal);
            if (!long.TryParse(dash < 0 ? part : part[..dash], NumberStyles.None, CultureInfo.InvariantCulture, out var first)
                || !long.TryParse(dash < 0 ? part : part[(dash + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var last) || last < first)
            {
                return null;
            }

            ranges.Add(Range(first, last));
        }

        return Union(ranges);
    }

    public override string ToString() =>
        string.Join(',', _ranges.Select(r => r.First == r.Last ? r.First.ToString(CultureInfo.InvariantCulture) : string.Create(CultureInfo.InvariantCulture, $"{r.First}-{r.Last}")));
}
