using Upshot.Alerts.Channels;

namespace Upshot.Alerts;

/// <summary>When something that was not taken is tried again.</summary>
internal static class Backoff
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(5), Longest = TimeSpan.FromMinutes(10), WhenGone = TimeSpan.FromHours(1);

    /// <summary>Twice as long each time, up to ten minutes: a channel that was down for a day is used within ten minutes of its return.</summary>
    /// <param name="attempts">How often it was tried, this time included.</param>
    public static TimeSpan After(int attempts, ChannelAnswer answer)
    {
        if (answer.Scope == ProblemScope.Gone)
        {
            return WhenGone;
        }

        var wait = attempts > 10 ? Longest : TimeSpan.FromTicks(Math.Min(First.Ticks << (attempts - 1), Longest.Ticks));
        return answer.RetryAfter is { } asked && asked > wait ? (asked < WhenGone ? asked : WhenGone) : wait;
    }
}
