using Upshot.Evidence;

namespace Upshot.Decide.Tests.Comparison;

/// <summary>A service as the store would tell of it: processes, blocks of time that drift with their neighbours, latencies in a histogram, failures that come in bursts.</summary>
internal sealed class ArmSimulator(int seed)
{
    private readonly BenchmarkSimulator _random = new(seed);

    public int Requests { get; set; } = 200;
    public double LatencyNanos { get; set; } = 50e6;
    public double Between { get; set; } = 0.03;

    /// <summary>How much a block differs from its process's level, and how alike neighbours are.</summary>
    public double Drift { get; set; } = 0.03;
    public double Correlation { get; set; }
    public double ErrorRatio { get; set; }

    /// <summary>Spread of the logarithm of the error ratio from block to block.</summary>
    public double ErrorBursts { get; set; }

    /// <summary>What happens to every version in the same block of time: the logarithm of a factor.</summary>
    public double[] Shocks(int blocks, double spread, double correlation)
    {
        var state = _random.Normal();
        return [.. Enumerable.Range(0, blocks).Select(_ => spread * (state = (correlation * state) + (Math.Sqrt(1 - (correlation * correlation)) * _random.Normal())))];
    }

    public ArmEvidence Arm(string version, int processes, int blocks, double latency = 1, double errors = 1, double[]? shocks = null, int start = 0)
    {
        var replicates = new List<ReplicateEvidence>();
        for (var process = 0; process < processes; process++)
        {
            var level = LatencyNanos * latency * Math.Exp(Between * _random.Normal());
            var drift = _random.Normal();
            for (var block = 0; block < blocks; block++)
            {
                drift = (Correlation * drift) + (Math.Sqrt(1 - (Correlation * Correlation)) * _random.Normal());
                var shock = Math.Exp(shocks?[block] ?? 0);
                replicates.Add(Block($"{version}-{process}", start + block, level * shock * Math.Exp(Drift * drift), Math.Min(1, ErrorRatio * errors * shock * Math.Exp((ErrorBursts * _random.Normal()) - (ErrorBursts * ErrorBursts / 2)))));
            }
        }

        return new ArmEvidence(version, replicates);
    }

    private ReplicateEvidence Block(string instance, int block, double level, double errorRatio)
    {
        var latency = new ExponentialHistogram();
        var sum = 0.0;
        long failed = 0;
        for (var i = 0; i < Requests; i++)
        {
            var value = level * Math.Exp(0.5 * _random.Normal());
            if (_random.Uniform() < errorRatio)
            {
                failed++;
                continue;
            }

            latency.Add((long)value);
            sum += value;
        }

        return new ReplicateEvidence(instance, DateTimeOffset.UnixEpoch.AddMinutes(block), TimeSpan.FromMinutes(1), Requests, failed, sum, latency);
    }
}
