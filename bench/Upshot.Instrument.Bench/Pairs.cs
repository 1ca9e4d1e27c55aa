using System.Diagnostics;
using System.Globalization;

namespace InstrumentBench;

/// <summary>
/// Both in turn, a fifth of a millisecond each, many thousand times: what a busy machine does to one it does to the other, and the
/// quickest tenth of both is what they take when nothing disturbs them.
/// </summary>
internal static class Pairs
{
    private const int Rounds = 6000;
    private static readonly TimeSpan Turn = TimeSpan.FromMicroseconds(200);

    public static void Measure(Listening to, TextWriter output)
    {
        var benchmarks = new CheckoutBenchmarks { To = to };
        benchmarks.Listen();
        var batch = BatchFor(benchmarks.ByHand);
        var (hand, generated) = (new double[Rounds], new double[Rounds]);
        for (var round = -Rounds / 2; round < Rounds; round++)
        {
            // Who begins changes, so that neither always runs after a collection.
            var first = round % 2 == 0;
            var a = Time(first ? benchmarks.ByHand : benchmarks.Generated, batch);
            var b = Time(first ? benchmarks.Generated : benchmarks.ByHand, batch);
            if (round >= 0)
            {
                (hand[round], generated[round]) = first ? (a, b) : (b, a);
            }
        }

        var (h, g) = (Quickest(hand), Quickest(generated));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {to} | {h:0.0} | {g:0.0} | {g / h:0.00} | {Allocated(benchmarks.ByHand)} | {Allocated(benchmarks.Generated)} |"));
    }

    private static double Quickest(double[] times) => times.Order().ElementAt(times.Length / 10);

    private static int BatchFor(Action action)
    {
        Time(action, 100_000);
        return Math.Max(10, (int)(Turn.TotalNanoseconds / Time(action, 100_000)));
    }

    /// <summary>Nanoseconds of one.</summary>
    private static double Time(Action action, int batch)
    {
        var started = Stopwatch.GetTimestamp();
        for (var i = 0; i < batch; i++)
        {
            action();
        }

        return Stopwatch.GetElapsedTime(started).TotalNanoseconds / batch;
    }

    private static long Allocated(Action action)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
        {
            action();
        }

        return (GC.GetAllocatedBytesForCurrentThread() - before) / 1000;
    }
}
