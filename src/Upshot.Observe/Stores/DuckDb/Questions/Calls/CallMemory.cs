using Upshot.Evidence;
using Upshot.Observe.Stores.AnswerParts;
using Upshot.Observe.Stores.Questions;

namespace Upshot.Observe.Stores.DuckDb.Questions.Calls;

/// <summary>
/// Calls of minutes that somebody asked about, kept with the files that they were counted from: a minute counts again when other files may have spans of it, or
/// spans that are not sealed. So it is exact whatever becomes of files, and what is asked again costs what is new.
/// </summary>
internal sealed class CallMemory
{
    /// <summary>Buckets of durations that are kept, about forty bytes each.</summary>
    private const int MostKept = 250_000;

    /// <summary>A time that is longer, as when a clock says 1970, is not walked through by the minute.</summary>
    private const long MostMinutes = 60 * 24 * 60;

    /// <summary>Spans that are counted at once: what is held of them is let go before the next.</summary>
    private const long MostRows = 4_000_000;

    private const long Minute = CallCount.Minute;
    private static readonly long s_apart = CallQuestion.Apart.Ticks * 100;
    private readonly Lock _gate = new();
    private readonly Dictionary<long, Kept> _minutes = [];
    private int _kept;

    private sealed record Kept(IReadOnlyList<SealedFile> Files, IReadOnlyDictionary<CallName, CallSum> Calls);

    /// <returns>Null: a statement must be asked.</returns>
    /// <exception cref="FormatException">A file has a form that is not known here.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public IReadOnlyList<ServiceCall>? Of(QuerySession asked, CallQuestion question)
    {
        var (first, end) = Nanos.Around(question.Range, CallQuestion.Apart, CallQuestion.Apart);
        var stored = new StoredCalls(asked, first, end);
        var totals = new Dictionary<CallName, CallSum>();

        // The minutes in which the first and the last span began are kept too.
        var (from, to) = (Math.Max(Nanos.Of(question.Range.From), CallCount.MinuteOf(stored.From)), Math.Min(Nanos.Of(question.Range.To), CallCount.MinuteOf(stored.To) + Minute));
        if ((to - from) / Minute > MostMinutes)
        {
            return null;
        }

        var again = new List<(long From, long To, IReadOnlyList<SealedFile>? Files)>();
        while (from < to)
        {
            var next = Math.Min(to, CallCount.MinuteOf(from) + Minute);
            var (files, isKept) = (stored.Files(from - s_apart, next + s_apart), from == CallCount.MinuteOf(from) && next - from == Minute && !stored.HasUnsealed(from - s_apart, next + s_apart));
            if (isKept && Find(from, files) is { } kept)
            {
                Add(totals, kept, question.Environment);
            }
            else
            {
                again.Add((from, next, isKept ? files : null));
            }

            from = next;
        }

        foreach (var run in Runs(again, stored))
        {
            var counted = stored.Count(run[0].From, run[^1].To);
            foreach (var part in run)
            {
                var calls = counted.GetValueOrDefault(CallCount.MinuteOf(part.From)) ?? [];
                Add(totals, calls, question.Environment);
                if (part.Files is not null)
                {
                    Keep(part.From, new(part.Files, calls));
                }
            }
        }

        return CallSum.Busiest(totals, question.Limit);
    }

    private static void Add(Dictionary<CallName, CallSum> totals, IReadOnlyDictionary<CallName, CallSum> calls, string? environment)
    {
        foreach (var (name, sum) in calls)
        {
            if (environment is null || name.Environment == environment)
            {
                var of = name with { Environment = "" };
                if (!totals.TryGetValue(of, out var total))
                {
                    totals[of] = total = new();
                }

                total.Add(sum);
            }
        }
    }

    /// <summary>Minutes that follow each other are counted at once, unless there would be too many spans of them.</summary>
    private static List<List<(long From, long To, IReadOnlyList<SealedFile>? Files)>> Runs(List<(long From, long To, IReadOnlyList<SealedFile>? Files)> parts, StoredCalls stored)
    {
        var runs = new List<List<(long From, long To, IReadOnlyList<SealedFile>? Files)>>();
        foreach (var part in parts)
        {
            if (runs.Count > 0 && runs[^1][^1].To == part.From && stored.Rows(runs[^1][0].From, part.To) <= MostRows)
            {
                runs[^1].Add(part);
            }
            else
            {
                runs.Add([part]);
            }
        }

        return runs;
    }

    private IReadOnlyDictionary<CallName, CallSum>? Find(long minute, IReadOnlyList<SealedFile> files)
    {
        lock (_gate)
        {
            return _minutes.TryGetValue(minute, out var kept) && kept.Files.SequenceEqual(files) ? kept.Calls : null;
        }
    }

    private void Keep(long minute, Kept counted)
    {
        // An empty minute is kept too: that it is empty had to be looked for.
        var size = 1 + counted.Calls.Values.Sum(c => c.Buckets);
        lock (_gate)
        {
            if (_kept + size > MostKept)
            {
                _minutes.Clear();
                _kept = 0;
            }

            _kept += size - (_minutes.TryGetValue(minute, out var before) ? 1 + before.Calls.Values.Sum(c => c.Buckets) : 0);
            _minutes[minute] = counted;
        }
    }
}
