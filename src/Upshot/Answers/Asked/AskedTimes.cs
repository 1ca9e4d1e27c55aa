using Upshot.Evidence;

namespace Upshot.Answers;

/// <summary>The time that a question is about, and the one it is held against.</summary>
internal sealed record AskedTimes(TimeRange Now, TimeRange Before)
{
    private static readonly TimeSpan Usual = TimeSpan.FromHours(1);

    /// <param name="since">A moment, or how long ago (<c>2h</c>); by default an hour ago.</param>
    /// <param name="until">By default now.</param>
    /// <param name="against">FROM..TO; by default the time of equal length before.</param>
    /// <exception cref="UnreadableException">A time cannot be read, or ends before it begins.</exception>
    public static AskedTimes Of(AnswerService asked, string? since, string? until, string? against)
    {
        var to = AskedMoment.Parse("--until", until, asked.Now) ?? asked.Now;
        var from = AskedMoment.Parse("--since", since, asked.Now) ?? to - Usual;
        if (from >= to)
        {
            throw new UnreadableException($"The time ends ({to:u}) before it begins ({from:u}). Give a --since that is earlier than --until.");
        }

        // A clock that goes ahead a little, and the request that is being answered.
        var now = new TimeRange(from, until is null ? to + TimeSpan.FromMinutes(1) : to);
        return new(now, against is null ? new TimeRange(from.UtcTicks > (to - from).Ticks ? from - (to - from) : DateTimeOffset.MinValue, from) : RangeOf(asked, against));
    }

    private static TimeRange RangeOf(AnswerService asked, string text)
    {
        var parts = text.Split("..", 2);
        if (parts.Length != 2 || (AskedMoment.Parse("--against", parts[0], asked.Now), AskedMoment.Parse("--against", parts[1], asked.Now)) is not ({ } from, { } to))
        {
            throw new UnreadableException($"--against \"{text}\" is no time. Write FROM..TO, for instance 2026-05-01T10:00:00Z..2026-05-01T11:00:00Z.");
        }

        return from < to ? new TimeRange(from, to) : throw new UnreadableException($"--against \"{text}\" ends before it begins. Write the earlier time first.");
    }
}
