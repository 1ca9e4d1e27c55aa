using Upshot.Evidence;
using Upshot.Plan;

namespace Upshot.Decide.Outcomes;

/// <summary>
/// Minutes of an objective about an outcome: of the requests of each so many came to it. What is counted says no request; it belongs to those of its own minute, and where these
/// are all told for, to those of the two before, for it is written down when a request ends and sent a while later. More than there were requests are no requests.
/// </summary>
public static class OutcomeCounts
{
    /// <summary>So many minutes after a request what it came to may be counted.</summary>
    public const int Later = 2;

    /// <param name="requests">By minute, and so many minutes before <paramref name="range"/> as may matter.</param>
    /// <param name="came">By minute, up to <see cref="Later"/> minutes after <paramref name="range"/>.</param>
    /// <param name="range">The minutes to be told.</param>
    public static IReadOnlyList<CountedMinute> Of(Objective objective, string environment, IReadOnlyList<MinuteCount> requests, IReadOnlyList<SignalStep> came, TimeRange range)
    {
        var minutes = requests.GroupBy(m => m.Minute).ToDictionary(g => g.Key, g => new Requests(g.Sum(m => m.Total), SamplingVariance.Sum(g.Select(m => m.Sampling))));
        foreach (var step in came.OrderBy(s => s.At))
        {
            // Weights of sampled spans are no whole numbers.
            var all = (long)Math.Clamp(Math.Round(step.Count), 0, long.MaxValue / 2);
            var left = all;
            for (var back = 0; back <= Later && left > 0; back++)
            {
                if (minutes.TryGetValue(step.At - (back * TimeSteps.Minute), out var minute))
                {
                    left -= minute.Take(left, step.Variance / all);
                }
            }
        }

        var isHarm = objective.Outcome!.Direction == "down";
        return [.. minutes.Where(m => m.Key >= range.From && m.Key < range.To).OrderBy(m => m.Key).Select(m => m.Value.Counted(m.Key, environment, isHarm)).Where(m => m.Total > 0)];
    }

    /// <summary>Requests of a minute, and how many of them came to the outcome so far.</summary>
    private sealed class Requests(long total, SamplingVariance sampling)
    {
        private long _with;
        private double _variance;

        /// <param name="variance">Of each that is taken.</param>
        public long Take(long most, double variance)
        {
            var taken = Math.Min(most, total - _with);
            (_with, _variance) = (_with + taken, _variance + (taken * variance));
            return taken;
        }

        public CountedMinute Counted(DateTimeOffset minute, string environment, bool isHarm)
        {
            // What is counted by itself is known however few requests were kept; the requests beside it are as open as all of them.
            var (without, weight) = (Math.Max(0, sampling.Good + sampling.Bad - _variance), Math.Max(sampling.GoodWeight, sampling.BadWeight));
            return isHarm
                ? new(minute, "", environment, total - _with, total) { Sampling = new(without, _variance, weight, 0) }
                : new(minute, "", environment, _with, total) { Sampling = new(_variance, without, 0, weight) };
        }
    }

    /// <summary>What all of them have beyond some that are told apart.</summary>
    public static IReadOnlyList<CountedMinute> Rest(IReadOnlyList<CountedMinute> all, IReadOnlyList<CountedMinute> apart)
    {
        var known = apart.GroupBy(m => m.Minute).ToDictionary(g => g.Key, g => (Good: g.Sum(m => m.Good), Total: g.Sum(m => m.Total), Sampling: SamplingVariance.Sum(g.Select(m => m.Sampling))));
        return [.. all.Select(m => known.TryGetValue(m.Minute, out var k) ? Left(m, k.Good, k.Total, k.Sampling) : m).Where(m => m.Total > 0)];

        static CountedMinute Left(CountedMinute m, long good, long total, SamplingVariance sampling) => m with
        {
            Total = Math.Max(0, m.Total - total),
            Good = Math.Clamp(m.Good - good, 0, Math.Max(0, m.Total - total)),
            Sampling = m.Sampling with { Good = Math.Max(0, m.Sampling.Good - sampling.Good), Bad = Math.Max(0, m.Sampling.Bad - sampling.Bad) },
        };
    }
}
