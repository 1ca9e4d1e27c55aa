namespace Upshot.Decide.Budgets;

/// <summary>Moments of local times, also where clocks change.</summary>
internal static class LocalTime
{
    /// <exception cref="ArgumentException">There is no such zone on this machine.</exception>
    public static TimeZoneInfo ZoneOf(string name) => TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone)
        ? zone
        : throw new ArgumentException($"There is no time zone \"{name}\" on this machine.", nameof(name));

    /// <summary>The first moment at which clocks show this or later: some days begin at one o'clock, and some have two midnights.</summary>
    /// <remarks>Only what clocks show at a moment is asked: which local times there are not, .NET does not know of zones whose rules changed (America/Asuncion).</remarks>
    public static DateTimeOffset Begin(DateTime local, TimeZoneInfo zone)
    {
        var wanted = new DateTimeOffset(local, TimeSpan.Zero);
        TimeSpan[] offsets = [zone.GetUtcOffset(wanted.AddDays(-1)), zone.GetUtcOffset(wanted.AddDays(1))];
        var (at, last) = (wanted - offsets.Max(), wanted - offsets.Min());
        while (at < last && at + zone.GetUtcOffset(at) < wanted)
        {
            at = at.AddMinutes(1);
        }

        return at;
    }
}
