namespace Upshot.Instrument.Rollout;

/// <summary>How long to wait until the server is asked again.</summary>
internal static class Pause
{
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    /// <summary>Doubles with each failure in a row up to ten minutes; a fifth more or less, so that processes that started together do not ask together.</summary>
    /// <param name="chance">0 to 1.</param>
    public static TimeSpan After(int failures, TimeSpan every, double chance)
    {
        var most = every > Longest ? every : Longest;
        var plain = every * Math.Pow(2, Math.Min(failures, 20));
        return (plain > most ? most : plain) * (0.8 + 0.4 * chance);
    }
}
