namespace Upshot.Decide.Budgets;

/// <summary>Moments of local times, also where clocks change.</summary>
internal static class LocalTime
{
    /// <exception cref="ArgumentException">There is no such zone on this machine.</exception>
    public static TimeZoneInfo ZoneOf(string name) => TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone)
        ? zone
        : throw new ArgumentException($"There is no time zone \"{name}\" on this machine.", nameof(name));

    /// <summary>The first moment at which clocks show this or later: some days begin at one o'clock, and some have two midnights.</summary>
    public static DateTimeOffset Begin(DateTime local, TimeZoneInfo zone)
    {
        while (zone.IsInvalidTime(local))
        {
            local = local.AddMinutes(1);
        }

        var offset = zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local).Max() : zone.GetUtcOffset(local);
        return new DateTimeOffset(local, offset).ToUniversalTime();
    }
}
