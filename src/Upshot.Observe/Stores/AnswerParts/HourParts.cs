using Upshot.Evidence;
using Upshot.Observe.Stores.Questions;

namespace Upshot.Observe.Stores.AnswerParts;

/// <summary>The parts of a range, as Unix nanoseconds: those of which minutes are read, and those of which hours will do. Ends are excluded.</summary>
internal sealed record HourParts(IReadOnlyList<(long From, long To)> Minutes, IReadOnlyList<(long From, long To)> Hours)
{
    public const long NanosPerHour = 3_600_000_000_000;

    // No time is measured before 1970, and none after 2262.
    private const long Farthest = 9_223_372_035_000_000_000 / NanosPerHour * NanosPerHour;

    /// <param name="needed">Null: every minute.</param>
    public static HourParts Of(TimeRange range, MinutesNeeded? needed)
    {
        var (from, to) = (Clamp(Nanos.Of(range.From)), Clamp(Nanos.Of(range.To)));
        if (needed is null)
        {
            return new([(from, to)], []);
        }

        var since = Floor(Clamp(Nanos.Of(needed.Since)));
        var wanted = needed.Edges.Select(e => Floor(Clamp(Nanos.Of(e)))).Select(hour => (From: hour, To: hour + NanosPerHour))
            .Append((From: from, To: Floor(from) == from ? from : Floor(from) + NanosPerHour))
            .Append((From: Floor(to), To: to))
            .Append((From: since, To: Math.Max(since, to)));
        var minutes = new List<(long From, long To)>();
        foreach (var part in wanted.Select(p => (From: Math.Max(p.From, from), To: Math.Min(p.To, to))).Where(p => p.From < p.To).OrderBy(p => p.From))
        {
            if (minutes.Count > 0 && part.From <= minutes[^1].To)
            {
                minutes[^1] = (minutes[^1].From, Math.Max(minutes[^1].To, part.To));
            }
            else
            {
                minutes.Add(part);
            }
        }

        return new(minutes, Between(from, to, minutes));
    }

    /// <summary>Minutes of an hour that is told as one become one.</summary>
    public IReadOnlyList<MinuteCount> Together(IEnumerable<MinuteCount> counts)
    {
        var told = new List<MinuteCount>();
        foreach (var count in counts)
        {
            if (told.Count > 0 && Floor(Nanos.Of(told[^1].Minute)) == Floor(Nanos.Of(count.Minute)) && IsOfHour(Nanos.Of(count.Minute)))
            {
                told[^1] = new(count.Minute, told[^1].Good + count.Good, told[^1].Total + count.Total) { Sampling = told[^1].Sampling + count.Sampling };
            }
            else
            {
                told.Add(count);
            }
        }

        return told;
    }

    private bool IsOfHour(long minute) => Hours.Any(p => minute >= p.From && minute < p.To);

    private static List<(long From, long To)> Between(long from, long to, List<(long From, long To)> parts)
    {
        var between = new List<(long From, long To)>();
        foreach (var part in parts.Append((From: to, To: to)))
        {
            if (from < part.From)
            {
                between.Add((from, part.From));
            }

            from = part.To;
        }

        return between;
    }

    private static long Floor(long nanos) => nanos / NanosPerHour * NanosPerHour;

    private static long Clamp(long nanos) => Math.Clamp(nanos, 0, Farthest);
}
