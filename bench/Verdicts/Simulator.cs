using Upshot.Evidence;

namespace Upshot.Verdicts;

/// <summary>What one version's processes did, minute by minute, as the store would tell of it.</summary>
internal sealed class Simulator(Chance chance)
{
    public static readonly DateTimeOffset Start = new(2026, 3, 10, 9, 0, 0, TimeSpan.Zero);
    private const double Level = 17.727533560273345; // ln 50 ms in nanoseconds
    private const double PerLog = 64 / 0.69314718055994531;

    public Chance Chance => chance;

    /// <summary>Levels and error ratios of new processes.</summary>
    public Process[] Processes(ServiceModel model, int count)
    {
        var factor = Math.Exp(model.SpreadOfSpreads * chance.Normal());
        var processes = new Process[count];
        for (var i = 0; i < count; i++)
        {
            processes[i] = new Process(
                model.Between * factor * chance.Normal(), model.Own * factor,
                Math.Max(0, 1 + (model.ErrorSpread * chance.Normal())));
        }

        return processes;
    }

    /// <param name="shared">Shocks minute by minute, from <paramref name="first"/> on.</param>
    /// <param name="first">Minutes after <see cref="Start"/>; negative before.</param>
    /// <param name="block">Minutes in one row.</param>
    /// <param name="merge">All processes in one row.</param>
    /// <param name="joins">For each process the minute (after the first) when it starts; null: all at once.</param>
    public List<ReplicateEvidence> Run(
        ServiceModel model, string version, Process[] processes, double[] shared, int first, int minutes, int block, double effect = 1, double errors = 1, bool merge = false, int[]? joins = null, int sharedFrom = 0, bool isYoung = false)
    {
        var rows = new List<ReplicateEvidence>();
        var shift = Math.Log(effect);
        var own = new double[processes.Length][];
        for (var i = 0; i < own.Length; i++)
        {
            own[i] = chance.Autoregressive(minutes, processes[i].Own, model.OwnPhi);
        }

        var kinds = model.SlowShare > 0 ? 2 : 1;
        for (var from = 0; from < minutes; from += block)
        {
            var to = Math.Min(minutes, from + block);
            for (var i = 0; i < (merge ? 1 : processes.Length); i++)
            {
                var cells = new Cell[kinds];
                for (var p = merge ? 0 : i; p < (merge ? processes.Length : i + 1); p++)
                {
                    for (var minute = Math.Max(from, joins?[p] ?? 0); minute < to; minute++)
                    {
                        var t = first + minute;
                        var hour = 2 * Math.PI * t / 1440;
                        var level = Level + shift + processes[p].Level + shared[sharedFrom + minute] + own[p][minute] + (model.Day * (IsWeekend(model, t) ? model.Weekend : 1) * Math.Sin(hour)) + (model.Drift * t / 1440);
                        if (isYoung && model.StartUpMinutes > 0)
                        {
                            var age = minute - (joins?[p] ?? 0);
                            level += age < model.StartUpMinutes ? Math.Log(model.StartUpFactor) * (1 - ((double)age / model.StartUpMinutes)) : 0;
                        }

                        Minute(model, cells, level, Math.Min(1, model.ErrorRatio * errors * processes[p].Errors));
                    }
                }

                for (var kind = 0; kind < kinds; kind++)
                {
                    if (cells[kind].Latency is { } latency)
                    {
                        rows.Add(new ReplicateEvidence(merge ? version : $"{version}-{i}", At(model, first + from), TimeSpan.FromMinutes(to - from), cells[kind].Count, cells[kind].Errors, cells[kind].Sum, latency)
                        {
                            Stratum = kinds == 1 ? "" : kind == 1 ? "slow" : "fast",
                        });
                    }
                }
            }
        }

        return rows;
    }

    private static DateTimeOffset At(ServiceModel model, int minute) => Start.AddDays(model.Later).AddMinutes(minute);

    private static bool IsWeekend(ServiceModel model, int minute) => model.Weekend != 1 && At(model, minute).DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday;

    private void Minute(ServiceModel model, Cell[] cells, double level, double errorRatio)
    {
        var requests = model.Session * chance.Poisson(model.Rate / model.Session);
        for (var r = 0; r < requests; r++)
        {
            var kind = cells.Length == 2 && chance.Uniform() < model.SlowShare ? 1 : 0;
            ref var cell = ref cells[kind];
            cell.Latency ??= new ExponentialHistogram();
            cell.Count++;
            if (chance.Uniform() < errorRatio)
            {
                cell.Errors++;
                continue;
            }

            var log = level + (model.Within * chance.Normal()) + (kind == 1 ? Math.Log(model.SlowFactor) : 0);
            cell.Latency.AddBucket(Math.Max(0, (int)Math.Ceiling(log * PerLog) - 1), 1);
            cell.Sum += Math.Exp(log);
        }
    }

    private struct Cell
    {
        public long Count;
        public long Errors;
        public double Sum;
        public ExponentialHistogram? Latency;
    }
}

/// <param name="Errors">Factor on the error ratio.</param>
internal readonly record struct Process(double Level, double Own, double Errors);
