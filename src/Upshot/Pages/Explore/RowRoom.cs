namespace Upshot.Pages.Explore;

/// <summary>How much of each record a page has room for: all where records are usual, less where senders write much.</summary>
/// <param name="Longest">Characters of a value.</param>
/// <param name="Attributes">Of a record.</param>
internal sealed record RowRoom(int Longest, int Attributes)
{
    private const int OfAPage = 100_000, Around = 120;

    private static readonly RowRoom[] s_sizes = [new(500, 60), new(200, 30), new(80, 12)];

    public static RowRoom Of(IEnumerable<IReadOnlyDictionary<string, string>> records)
    {
        var all = records.ToList();
        return s_sizes.FirstOrDefault(size => all.Sum(r => r.Take(size.Attributes).Sum(a => Around + Math.Min(a.Value.Length, size.Longest))) <= OfAPage) ?? s_sizes[^1];
    }
}
