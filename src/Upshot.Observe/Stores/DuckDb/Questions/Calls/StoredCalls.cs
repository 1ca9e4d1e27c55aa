using Upshot.Observe.Otlp;
using Upshot.Observe.Stores.AnswerParts;
using Upshot.Observe.Stores.DuckDb.Questions.Unqueried;
using Upshot.Observe.Stores.Questions;

namespace Upshot.Observe.Stores.DuckDb.Questions.Calls;

/// <summary>The spans of a snapshot from which calls are counted.</summary>
internal sealed class StoredCalls
{
    // Some say the year 2262: what is added to it must not begin anew.
    private const long Farthest = 9_200_000_000_000_000_000;

    private readonly QuerySession _asked;
    private readonly List<SealedFile> _files;
    private readonly List<(SegmentView View, long From, long To)> _unsealed;

    /// <param name="from">From when on spans are of use, Unix nanoseconds.</param>
    /// <param name="to">Excluded.</param>
    public StoredCalls(QuerySession asked, long from, long to)
    {
        _asked = asked;
        _files = [.. asked.Snapshot.Files.Where(f => f.Signal == TelemetrySignal.Traces && f.MaxTime >= from && f.MinTime < to && asked.Snapshot.IsWhole(f))];
        _unsealed = [.. asked.Snapshot.Segments.Select(v => (View: v, Totals: v.Segment.Totals(TelemetrySignal.Traces))).Where(s => s.Totals.Rows > 0 && s.Totals.MaxTime >= from && s.Totals.MinTime < to).Select(s => (s.View, Known(s.Totals.MinTime), Known(s.Totals.MaxTime) + 1))];
        From = Math.Max(from, _files.Select(f => Known(f.MinTime)).Concat(_unsealed.Select(s => s.From)).DefaultIfEmpty(Farthest).Min());
        To = Math.Min(to, _files.Select(f => Known(f.MaxTime) + 1).Concat(_unsealed.Select(s => s.To)).DefaultIfEmpty(-Farthest).Max());
    }

    /// <summary>When the first of them began.</summary>
    public long From { get; }

    /// <summary>After the last.</summary>
    public long To { get; }

    /// <summary>That may have spans of a time.</summary>
    public IReadOnlyList<SealedFile> Files(long from, long to) => _files.FindAll(f => f.MaxTime >= from && f.MinTime < to);

    public bool HasUnsealed(long from, long to) => _unsealed.Exists(s => s.To > from && s.From < to);

    /// <summary>About how many spans there are of a time.</summary>
    public long Rows(long from, long to) => (long)Files(from, to).Sum(f => f.Rows * ((double)Math.Min(to, f.MaxTime + 1) - Math.Max(from, f.MinTime)) / Math.Max(1.0, (double)f.MaxTime + 1 - f.MinTime));

    /// <summary>Calls that began in a time, by the minute.</summary>
    public Dictionary<long, Dictionary<CallName, CallSum>> Count(long from, long to)
    {
        var apart = CallQuestion.Apart.Ticks * 100;
        var (first, last) = (from - apart, to + apart);
        var count = new CallCount(from, to);
        Read(first, last, count.AddEntries);
        Read(first, last, count.AddCallers);
        return count.Minutes();
    }

    private static long Known(long time) => Math.Clamp(time, -Farthest, Farthest);

    private void Read(long from, long to, Action<ISpanRows> read) =>
        SpanScan.Read(_asked.Cancellation, _unsealed.Where(s => s.To > from && s.From < to).Select(s => s.View), Files(from, to), CallCount.Columns, read);
}
