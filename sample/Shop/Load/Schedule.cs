namespace Shop.Load;

/// <summary>Who arrives when and does what: all decided before the run, by the seed alone.</summary>
internal static class Schedule
{
    public const int MostVisits = 200_000;

    /// <summary>How far night and noon are from the mean.</summary>
    private const double Swing = 0.4;

    /// <summary>Visits that arrive as a Poisson process whose rate follows one day, from night to night, pressed into the run.</summary>
    public static IReadOnlyList<Visit> Make(int seed, double visitsPerSecond, TimeSpan length)
    {
        var random = new Random(seed);
        var visits = new List<Visit>();
        var peak = visitsPerSecond * (1 + Swing);
        var now = 0.0;
        while (visits.Count < MostVisits)
        {
            now += -Math.Log(1 - random.NextDouble()) / peak;
            if (now >= length.TotalSeconds)
            {
                break;
            }

            // Thinning: arrivals at the rate of noon, of which the hour's share stays.
            if (random.NextDouble() < DayCurve(now / length.TotalSeconds) / (1 + Swing))
            {
                visits.Add(Make(seed, visits.Count, TimeSpan.FromSeconds(now)));
            }
        }

        return visits;
    }

    /// <summary>Visits without arrival times, to be done one after another.</summary>
    public static IReadOnlyList<Visit> MakeWarmUp(int seed, int count) =>
        [.. Enumerable.Range(0, count).Select(number => Make(~seed, number, TimeSpan.Zero))];

    /// <summary>The rate at a time of day from 0 to 1, with a mean of 1.</summary>
    public static double DayCurve(double day) => 1 - (Swing * Math.Cos(2 * Math.PI * day));

    private static Visit Make(int seed, int number, TimeSpan start)
    {
        // Each visit has its own dice, so that a longer run begins like a shorter one.
        var random = new Random(HashCode(seed, number));
        var (journey, steps) = Journeys.Choose(random);
        return new(number, start, $"visitor-{(uint)seed}-{number}", journey, steps);
    }

    // System.HashCode differs from process to process.
    private static int HashCode(int seed, int number) => unchecked((seed * 486187739) ^ (number * 16777619));
}
