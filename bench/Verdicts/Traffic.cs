using Upshot.Evidence;

namespace Upshot.Verdicts;

/// <summary>
/// Requests one by one, as a balancer sends them: processes come and go and have weights that change, requests are retried, arrive in bursts, take times with heavy tails that
/// clocks round, and fail together. Nothing in it is shared with <see cref="Simulator"/> but the seed.
/// </summary>
internal sealed record Traffic
{
    /// <summary>Requests of the whole service in a minute.</summary>
    public double Rate { get; init; } = 60;

    /// <summary>Standard deviation of the logarithm of the rate from minute to minute.</summary>
    public double Bursts { get; init; }

    /// <summary>Half the swing of the rate over the time that is looked at.</summary>
    public double Swing { get; init; }

    /// <summary>The part of requests whose time has a Pareto tail with an index of 1.5.</summary>
    public double Tail { get; init; }

    /// <summary>Times are told in steps of so many nanoseconds.</summary>
    public double Clock { get; init; } = 1;

    /// <summary>Median time in nanoseconds.</summary>
    public double Median { get; init; } = 50e6;

    public double ErrorRatio { get; init; } = 0.01;

    /// <summary>Outages: in so many minutes of a hundred, all processes fail this often instead.</summary>
    public double Outages { get; init; }
    public double OutageRatio { get; init; } = 0.3;

    /// <summary>The part of failed requests that comes again at once, and fails again half of the time.</summary>
    public double Retries { get; init; }

    /// <summary>Standard deviation of the shocks that all share, and how they fade.</summary>
    public double Shared { get; init; } = 0.3;
    public double Phi { get; init; } = 0.95;
    public double Between { get; init; } = 0.03;

    public Dictionary<string, List<ReplicateEvidence>> Run(Chance chance, IReadOnlyList<Life> lives, int minutes, DateTimeOffset start, Func<string, double>? effect = null, int block = 1)
    {
        var shocks = chance.Autoregressive(minutes, Shared, Phi);
        var levels = lives.Select(_ => Between * chance.Normal()).ToArray();
        var (rows, outage) = (new Dictionary<(int Life, int Block), Cell>(), 0);
        for (var minute = 0; minute < minutes; minute++)
        {
            outage = outage > 0 ? outage - 1 : chance.Uniform() < Outages / 100 / 4 ? 4 : 0;
            var weights = lives.Select(l => minute >= l.From && minute < l.To ? l.Weight(minute) : 0).ToArray();
            var all = weights.Sum();
            var rate = Rate * Math.Exp(Bursts * chance.Normal()) * (1 + (Swing * Math.Sin(2 * Math.PI * minute / minutes)));
            for (var request = all > 0 ? chance.Poisson(rate) : 0; request > 0; request--)
            {
                var failing = outage > 0 ? OutageRatio : ErrorRatio;
                while (Serve(minute, Pick(weights, all * chance.Uniform()), failing) && chance.Uniform() < Retries)
                {
                    failing = 0.5;
                }
            }
        }

        return rows.OrderBy(r => r.Key).GroupBy(r => lives[r.Key.Life].Version).ToDictionary(g => g.Key, g => g.Select(r => new ReplicateEvidence(
            lives[r.Key.Life].Instance, start.AddMinutes(r.Key.Block * block), TimeSpan.FromMinutes(block), r.Value.Count, r.Value.Errors, r.Value.Sum, r.Value.Latency)).ToList());

        bool Serve(int minute, int life, double failing)
        {
            var key = (life, minute / block);
            var cell = rows.TryGetValue(key, out var known) ? known : rows[key] = new Cell();
            cell.Count++;
            if (chance.Uniform() < failing)
            {
                cell.Errors++;
                return true;
            }

            var tail = chance.Uniform() < Tail ? Math.Pow(Math.Max(1e-9, chance.Uniform()), -1 / 1.5) : 1;
            var nanos = Median * (effect?.Invoke(lives[life].Version) ?? 1) * tail * Math.Exp(shocks[minute] + levels[life] + (0.5 * chance.Normal()));
            nanos = Math.Floor(nanos / Clock) * Clock;
            cell.Latency.Add((long)nanos, 1);
            cell.Sum += nanos;
            return false;
        }
    }

    private static int Pick(double[] weights, double at)
    {
        var i = 0;
        while (i < weights.Length - 1 && (at -= weights[i]) >= 0)
        {
            i++;
        }

        return i;
    }

    private sealed class Cell
    {
        public long Count;
        public long Errors;
        public double Sum;
        public readonly ExponentialHistogram Latency = new();
    }
}

/// <summary>A process from one minute to another, and its weight at the balancer.</summary>
internal sealed record Life(string Version, string Instance, int From, int To, Func<int, double> Weight);
