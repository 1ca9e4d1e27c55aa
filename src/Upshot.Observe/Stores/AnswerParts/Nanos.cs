using Upshot.Evidence;

namespace Upshot.Observe.Stores.AnswerParts;

/// <summary>Moments as Unix nanoseconds and back; what lies outside of them is clamped.</summary>
internal static class Nanos
{
    private const long TicksAtEpoch = 621_355_968_000_000_000;

    public static long Of(DateTimeOffset moment) =>
        (long)Int128.Clamp((Int128)(moment.UtcTicks - TicksAtEpoch) * 100, long.MinValue, long.MaxValue);

    /// <summary>A range with some time around it, as far as there is time.</summary>
    public static (long From, long To) Around(TimeRange range, TimeSpan before, TimeSpan after)
    {
        var (from, to) = (Of(range.From), Of(range.To));
        return (from > long.MinValue + (before.Ticks * 100) ? from - (before.Ticks * 100) : long.MinValue, to < long.MaxValue - (after.Ticks * 100) ? to + (after.Ticks * 100) : long.MaxValue);
    }

    /// <summary>A stored duration as it is told: none is zero.</summary>
    public static long Duration(long stored) => Math.Max(stored, 0);

    public static double Milliseconds(long stored) => Duration(stored) / 1e6;

    public static DateTimeOffset ToMoment(long nanos) => new((nanos / 100) + TicksAtEpoch, TimeSpan.Zero);
}
