namespace Upshot.Decide.Tests.Comparison;

/// <summary>
/// A benchmark as they are in life: processes differ from one another (some by a lot), values inside a process are
/// strongly correlated, and the tail is heavy.
/// </summary>
internal sealed class BenchmarkSimulator(int seed)
{
    private readonly Random _random = new(seed);

    /// <summary>
    /// Relative spread between processes; drawn anew for each benchmark, from 0.09 % to 5 %: chosen so that Welch's t on the log of the
    /// medians has about the power on these benchmarks that it has on the 586 real ones of docs/methods.md (0.52, 0.67, 0.81).
    /// </summary>
    public double Between { get; set; }

    public double Within { get; set; }

    public double Correlation { get; set; } = 0.8;

    /// <summary>The share of processes that run in another mode, and how much slower it is.</summary>
    public double OtherMode { get; set; }

    public double ModeFactor { get; set; } = 1;

    public static BenchmarkSimulator Draw(int seed)
    {
        var random = new Random(seed * 7919 + 1);
        var spread = Math.Exp(Math.Log(0.0009) + (random.NextDouble() * Math.Log(60)));
        var modes = random.NextDouble() < 0.3;
        return new BenchmarkSimulator(seed)
        {
            Between = spread,
            Within = spread * (0.5 + (2 * random.NextDouble())),
            Correlation = random.NextDouble() < 0.5 ? 0.8 : 0.95,
            OtherMode = modes ? 0.1 + (0.4 * random.NextDouble()) : 0,
            ModeFactor = modes ? 1 + (4 * spread * random.NextDouble()) : 1,
        };
    }

    /// <summary>One process's values, around <paramref name="level"/>.</summary>
    public double[] Process(double level, int count = 40)
    {
        var mode = _random.NextDouble() < OtherMode ? ModeFactor : 1;
        var own = level * mode * Math.Exp(Between * Normal());
        var innovation = Math.Sqrt(1 - (Correlation * Correlation));
        var state = Normal();
        var values = new double[count];
        for (var i = 0; i < count; i++)
        {
            state = (Correlation * state) + (innovation * Normal());
            var tail = _random.NextDouble() < 0.02 ? 1 + (3 * Within * -Math.Log(1 - _random.NextDouble())) : 1;
            values[i] = own * Math.Exp(Within * state) * tail;
        }

        return values;
    }

    public double[][] Arm(double level, int processes, int count = 40) => [.. Enumerable.Range(0, processes).Select(_ => Process(level, count))];

    public double Uniform() => _random.NextDouble();

    public double Normal() => Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble());
}
