namespace Upshot.Decide;

/// <summary>Times as multiples of a step, counted in UTC: whole minutes, whole hours.</summary>
public static class TimeSteps
{
    public static readonly TimeSpan Minute = TimeSpan.FromMinutes(1), Hour = TimeSpan.FromHours(1);

    public static DateTimeOffset Floor(DateTimeOffset time, TimeSpan step) => new(time.UtcTicks - (time.UtcTicks % step.Ticks), TimeSpan.Zero);

    public static DateTimeOffset Ceiling(DateTimeOffset time, TimeSpan step) => Floor(time, step) is var floor && floor == time ? floor : floor + step;
}
