using Upshot.Evidence;

namespace Upshot.Verdicts;

/// <summary>Whom a flag is drawn for.</summary>
internal enum FlagBy
{
    Request,
    User,

    /// <summary>Half of the processes, all the time.</summary>
    Process,

    /// <summary>The same from the second half of the time on.</summary>
    ProcessLater,

    /// <summary>Off in the first half of the time, on in the second.</summary>
    Time,

    /// <summary>One process after the other.</summary>
    ProcessAndTime,
}

/// <summary>Requests one by one, of users who differ and processes that do, in minutes with shocks that all share.</summary>
internal sealed record FlagTraffic
{
    private const double Level = 17.727533560273345, PerLog = 64 / 0.69314718055994531;

    public FlagBy By { get; init; }
    public int Processes { get; init; } = 4;
    public int Minutes { get; init; } = 60;

    /// <summary>Requests of a process in a minute.</summary>
    public double Rate { get; init; } = 10;
    public double Share { get; init; } = 0.5;
    public int Users { get; init; } = 300;

    public ComparisonEvidence Draw(Chance chance, double effect)
    {
        var minutes = By == FlagBy.ProcessLater ? 2 * Minutes : Minutes;
        var shared = chance.Autoregressive(minutes, 0.3, 0.9);
        var users = new (double Level, bool On)[Users];
        for (var u = 0; u < users.Length; u++)
        {
            users[u] = (By == FlagBy.User ? 0.5 * chance.Normal() : 0, chance.Uniform() < Share);
        }

        var (byProcess, byUser) = (new Rows(), new Rows());
        for (var p = 0; p < Processes; p++)
        {
            var (level, own) = (0.15 * chance.Normal(), chance.Autoregressive(minutes, 0.03, 0.9));
            for (var minute = 0; minute < minutes; minute++)
            {
                for (var r = chance.Poisson(Rate); r > 0; r--)
                {
                    // Some come often, most seldom.
                    var u = (int)(users.Length * Math.Pow(chance.Uniform(), 1.5));
                    var on = By switch
                    {
                        FlagBy.User => users[u].On,
                        FlagBy.Process => p < Processes / 2,
                        FlagBy.ProcessLater => p < Processes / 2 && minute >= Minutes,
                        FlagBy.Time => minute >= minutes / 2,
                        FlagBy.ProcessAndTime => minute >= minutes * (p + 1) / (Processes + 1),
                        _ => chance.Uniform() < Share,
                    };
                    var failed = chance.Uniform() < 0.02;
                    var log = Level + shared[minute] + level + own[minute] + users[u].Level + (on ? Math.Log(effect) : 0) + (0.5 * chance.Normal());
                    byProcess.Add(on, $"p{p}", minute, log, failed);
                    byUser.Add(on, $"#{u * 37 % 256:x2}", minute, log, failed);
                }
            }
        }

        return new(byProcess.Arm(false), byProcess.Arm(true)) { IsFlag = true, Users = By == FlagBy.User ? [byUser.Arm(false), byUser.Arm(true)] : [] };
    }

    private sealed class Rows
    {
        private readonly Dictionary<(bool On, string Instance, int Minute), ReplicateEvidence> _rows = [];

        public void Add(bool on, string instance, int minute, double log, bool failed)
        {
            var row = _rows.GetValueOrDefault((on, instance, minute)) ?? new(instance, Simulator.Start.AddMinutes(minute), TimeSpan.FromMinutes(1), 0, 0, 0, new ExponentialHistogram());
            if (!failed)
            {
                row.Latency.AddBucket(Math.Max(0, (int)Math.Ceiling(log * PerLog) - 1), 1);
            }

            _rows[(on, instance, minute)] = row with { Count = row.Count + 1, Errors = row.Errors + (failed ? 1 : 0), SumNanos = row.SumNanos + (failed ? 0 : Math.Exp(log)) };
        }

        public ArmEvidence Arm(bool on) => new(on ? "on" : "off", [.. _rows.Where(r => r.Key.On == on).Select(r => r.Value)]);
    }
}
