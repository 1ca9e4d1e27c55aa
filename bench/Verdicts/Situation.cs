using System.Diagnostics;

namespace Upshot.Verdicts;

/// <summary>A situation that teams have, and what is to hold there.</summary>
/// <param name="Group">Row of the table.</param>
/// <param name="Bound">The bar.</param>
/// <param name="AtMost">The share is to stay at or below; otherwise it is to reach.</param>
/// <param name="Run">True when the run counts; null when it does not belong (as a lost condition).</param>
/// <param name="Weight">How dear one run is beside the others; long situations run less often.</param>
internal sealed record Situation(string Group, string Name, double Bound, bool AtMost, Func<int, bool?> Run, double Weight = 1)
{
    /// <summary>Between the seeds of two runs.</summary>
    public const int SeedStep = 7919;

    /// <param name="most">After so long no more run is begun; zero: no limit. The error says what fewer runs are worth.</param>
    public Measured Measure(int runs, int threads, TimeSpan most = default)
    {
        var (counted, hits, tried) = (0, 0, 0);
        var clock = Stopwatch.StartNew();
        Parallel.For(0, runs, new ParallelOptions { MaxDegreeOfParallelism = threads }, run =>
        {
            if (most > TimeSpan.Zero && clock.Elapsed > most)
            {
                return;
            }

            Interlocked.Increment(ref tried);
            if (Run((run * SeedStep) + 17) is { } hit)
            {
                Interlocked.Increment(ref counted);
                Interlocked.Add(ref hits, hit ? 1 : 0);
            }
        });
        return new Measured(this, counted, hits) { Tried = tried };
    }
}

internal sealed record Measured(Situation Situation, int Runs, int Hits)
{
    /// <summary>With those that do not belong.</summary>
    public int Tried { get; init; }

    public double Share => Runs == 0 ? double.NaN : (double)Hits / Runs;

    /// <summary>Of the measured share, from the runs.</summary>
    public double Error => Math.Sqrt(Math.Max(Share * (1 - Share), 1.0 / Math.Max(1, Runs) * (1 - (1.0 / Math.Max(1, Runs)))) / Math.Max(1, Runs));

    /// <summary>The bar holds, as far as so many runs can tell.</summary>
    /// <param name="errors">Binomial errors that are allowed.</param>
    public bool Holds(double errors = 0)
    {
        var error = errors * Math.Sqrt(Situation.Bound * (1 - Situation.Bound) / Math.Max(1, Runs));
        return Runs > 0 && (Situation.AtMost ? Share <= Situation.Bound + error : Share >= Situation.Bound - error);
    }
}
