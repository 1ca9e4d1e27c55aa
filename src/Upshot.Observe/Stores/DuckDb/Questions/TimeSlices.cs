namespace Upshot.Observe.Stores.DuckDb.Questions;

/// <summary>Cuts a range into parts, so that a search for what is newest need not read what is old.</summary>
internal static class TimeSlices
{
    // A statement over few files costs more to plan than to run.
    private const int First = 3, Factor = 8;

    /// <summary>
    /// Parts of a range (Unix nanoseconds, ends excluded) from its end to its start: the first holds a few files, each one after it many times as
    /// many, so that a search that finds nothing reads every file about once.
    /// </summary>
    public static IEnumerable<(long From, long To)> NewestFirst(IReadOnlyList<SealedFile> files, long from, long to)
    {
        List<long> begins = [.. files.Where(f => f.MaxTime >= from && f.MinTime < to).Select(f => f.MinTime).OrderDescending()];
        var end = to;
        for (var many = First; many < begins.Count; many *= Factor)
        {
            if (begins[many - 1] > from && begins[many - 1] < end)
            {
                yield return (begins[many - 1], end);
                end = begins[many - 1];
            }
        }

        yield return (from, end);
    }
}
