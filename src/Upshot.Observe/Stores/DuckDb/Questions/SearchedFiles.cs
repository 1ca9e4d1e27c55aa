using Upshot.Observe.Stores.Questions;

namespace Upshot.Observe.Stores.DuckDb.Questions;

/// <summary>Which files a search looks into, those that may hold the foremost rows of its answer first.</summary>
internal static class SearchedFiles
{
    public static IReadOnlyList<SealedFile> Of(QuerySession asked, TraceSearch search, long from, long to)
    {
        var names = search.Operation is { } operation ? asked.Translator.StoredNamesOf(operation) : null;
        var shortest = search.AtLeast is { } atLeast ? atLeast.Ticks * 100 : long.MinValue;
        var files = asked.Snapshot.FilesOfSpans(from, to).Where(f => f.Contents is not { } contents || MayHave(contents));
        return [.. search.SlowestFirst ? files.OrderByDescending(f => LongestOf(f, search)) : files.OrderByDescending(f => f.MaxTime)];

        bool MayHave(SpanContents contents) =>
            (names is null || contents.MayHaveOperation(names)) && (contents.LongestOf(search.Service) is var longest && (search.AtLeast is null ? search.Service is null || longest > long.MinValue : longest > shortest));
    }

    /// <summary>Whether no row of a file, nor of any after it, comes before a row or is level with it.</summary>
    public static bool IsBehind(SealedFile file, TraceSearch search, TraceRow row) =>
        search.SlowestFirst ? LongestOf(file, search) < row.DurationNanos : file.MaxTime < row.StartNanos;

    private static long LongestOf(SealedFile file, TraceSearch search) => file.Contents?.LongestOf(search.Service) ?? long.MaxValue;
}
