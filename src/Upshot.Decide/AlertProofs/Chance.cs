namespace Upshot.Decide.AlertProofs;

/// <summary>A seeded stream of random numbers that is the same on every machine and version.</summary>
/// <remarks>SplitMix64 (Steele, Lea and Flood, OOPSLA 2014).</remarks>
public sealed class Chance(ulong seed)
{
    private ulong _state = seed;

    public ulong Next()
    {
        var z = _state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>From 0, inclusive, to 1, exclusive.</summary>
    public double NextDouble() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>From 0, inclusive, to the limit, exclusive.</summary>
    public int Next(int limit) => (int)(NextDouble() * limit);

    public double NextNormal()
    {
        double u;
        do
        {
            u = NextDouble();
        }
        while (u == 0);
        return Math.Sqrt(-2 * Math.Log(u)) * Math.Cos(2 * Math.PI * NextDouble());
    }
}
