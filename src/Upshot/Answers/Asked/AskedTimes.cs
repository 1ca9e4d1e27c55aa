using System.Globalization;
using Upshot.Decide.Exports;
using Upshot.Evidence;

namespace Upshot.Answers;

/// <summary>The time that a question is about, and the one it is held against.</summary>
internal sealed record AskedTimes(TimeRange Now, TimeRange Before)
{
    private static readonly TimeSpan Usual = TimeSpan.FromHours(1);

    /// <param name="since">A moment, or how long ago (<c>2h</c>); by default an hour ago.</param>
    /// <param name="until">By default now.</param>
    /// <param name="against">FROM..TO; by default the time of equal length before.</param>
    /// <exception cref="QuestionException">A time cannot be read, or ends before it begins.</exception>
    public static AskedTimes Of(AnswerService asked, string? since, string? until, string? against)
    {
        var to = until is null ? asked.Now : MomentOf(asked, "until", until);
        var from = since is null ? to - Usual : MomentOf(asked, "since", since);
        if (from >= to)
        {
            throw new QuestionException($"The time ends ({to:u}) before it begins ({from:u}). Give a --since that is earlier than --until.");
        }

        // A clock that goes ahead a little, and the request that is being answered.
        var now = new TimeRange(from, until is null ? to + TimeSpan.FromMinutes(1) : to);
        return new(now, against is null ? new TimeRange(from - (to - from), from) : RangeOf(asked, against));
    }

    private static TimeRange RangeOf(AnswerService asked, string text)
    {
        var parts = text.Split("..", 2);
        if (parts.Length != 2)
        {
            throw new QuestionException($"--against \"{text}\" is no time. Write FROM..TO, for instance 2026-05-01T10:00:00Z..2026-05-01T11:00:00Z.");
        }

        var (from, to) = (MomentOf(asked, "against", parts[0]), MomentOf(asked, "against", parts[1]));
        return from < to ? new TimeRange(from, to) : throw new QuestionException($"--against \"{text}\" ends before it begins. Write the earlier time first.");
    }

    private static DateTimeOffset MomentOf(AnswerService asked, string option, string text)
    {
        if (text is "now")
        {
            return asked.Now;
        }

        if (AgoOf(text) is { } ago)
        {
            return asked.Now - ago;
        }

        // A plain number is a Unix time only when it is one: 1e8 seconds are the year 1973.
        return Moment.TryParse(text, out var nanos) && (nanos > 100_000_000_000_000_000 || text.Contains('-', StringComparison.Ordinal))
            ? DateTimeOffset.UnixEpoch.AddTicks(nanos / 100)
            : throw new QuestionException($"--{option} \"{text}\" is no time. Write a date such as 2026-05-01T10:00:00Z, or how long ago: 30m, 2h, 1d.");
    }

    private static TimeSpan? AgoOf(string text)
    {
        if (text.Length < 2 || !double.TryParse(text[..^1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var count) || count > 1e6)
        {
            return null;
        }

        return text[^1] switch
        {
            's' => TimeSpan.FromSeconds(count),
            'm' => TimeSpan.FromMinutes(count),
            'h' => TimeSpan.FromHours(count),
            'd' => TimeSpan.FromDays(Math.Min(count, 10_000)),
            'w' => TimeSpan.FromDays(7 * Math.Min(count, 1000)),
            _ => null,
        };
    }
}
