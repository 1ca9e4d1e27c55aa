namespace Upshot.Instrument.Testing;

/// <summary>
/// What users do, simulated: many visits at once, most alike and a few not, as a test of instrumentation needs them. Everything follows
/// from the seed.
/// </summary>
public static class Workload
{
    /// <summary>Runs visits, some of them at once; ends when all have ended.</summary>
    /// <exception cref="AggregateException">Visits threw; all others were made nevertheless.</exception>
    public static async Task RunAsync(int visits, int atOnce, int seed, Func<Visit, CancellationToken, Task> visit, CancellationToken cancellation = default)
    {
        var failures = new System.Collections.Concurrent.ConcurrentQueue<Exception>();
        var options = new ParallelOptions { MaxDegreeOfParallelism = atOnce, CancellationToken = cancellation };
        await Parallel.ForEachAsync(Enumerable.Range(0, visits), options, async (number, cancel) =>
        {
            try
            {
                await visit(new Visit(number, seed), cancel);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                failures.Enqueue(e);
            }
        });
        if (!failures.IsEmpty)
        {
            throw new AggregateException(failures);
        }
    }
}

/// <summary>One visit, with chance of its own: it does the same whatever runs beside it.</summary>
public sealed class Visit
{
    private readonly Random _chance;

    internal Visit(int number, int seed) => (Number, _chance) = (number, new Random(HashOf(seed, number)));

    public int Number { get; }

    /// <summary>True for about this share of visits.</summary>
    public bool Happens(double share) => _chance.NextDouble() < share;

    /// <summary>One of some; the first is the most frequent, the n-th n times as rare, as products and pages are.</summary>
    public T OneOf<T>(params IReadOnlyList<T> some)
    {
        var total = Enumerable.Range(1, some.Count).Sum(rank => 1.0 / rank);
        var left = _chance.NextDouble() * total;
        for (var i = 0; i < some.Count; i++)
        {
            left -= 1.0 / (i + 1);
            if (left < 0)
            {
                return some[i];
            }
        }

        return some[^1];
    }

    /// <summary>A size or a time as they are in life: log-normal, half of them below the median, a few far above.</summary>
    public double Skewed(double median, double spread = 0.6)
    {
        var normal = Math.Sqrt(-2 * Math.Log(1 - _chance.NextDouble())) * Math.Cos(2 * Math.PI * _chance.NextDouble());
        return median * Math.Exp(spread * normal);
    }

    // Neighbouring seeds must not give neighbouring sequences.
    private static int HashOf(int seed, int number) => unchecked((int)(((uint)seed * 2654435761u) ^ ((uint)number * 2246822519u)));
}
