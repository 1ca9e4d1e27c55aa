using Upshot.Answers;
using Upshot.Decide.Alerting;
using Upshot.Decide.AlertProofs;
using Upshot.Decide.Baselines;
using Upshot.Evidence;
using Upshot.Observe.Stores.Questions;

namespace Upshot.Alerts;

/// <summary>The plan's numbers held against stored history. It proposes, and changes nothing.</summary>
internal static class CalibrationAnswer
{
    public static readonly TimeSpan Usual = TimeSpan.FromDays(56);
    private static readonly TimeSpan Week = TimeSpan.FromDays(7), Longest = TimeSpan.FromDays(400);

    public static async Task<CalibrationResult> OfAsync(AnswerService asked, TimeSpan since, CancellationToken cancellation)
    {
        if (since < Week || since > Longest)
        {
            throw new UnusableException($"A calibration looks at whole weeks: from 7 to {Longest.TotalDays:0} days.");
        }

        var end = PastEvents.End(asked);
        var range = new TimeRange(end - (Week * Math.Floor(since / Week)), end);
        var plan = asked.Plan;
        if (plan.Objectives.Count == 0)
        {
            return new(range.From, range.To, (int)(range.Length / Week), [], [], []);
        }

        var series = await PastEvents.OfAsync(asked, BurnRule.Of(plan), range, cancellation);
        return Calibration.Of(plan, series, await LatenciesAsync(asked, range, cancellation), await SignalsAsync(asked, range.To, cancellation), range);
    }

    private static async Task<IReadOnlyDictionary<string, IReadOnlyList<double>>> LatenciesAsync(AnswerService asked, TimeRange range, CancellationToken cancellation)
    {
        var latencies = new Dictionary<string, IReadOnlyList<double>>(StringComparer.Ordinal);
        var weeks = Enumerable.Range(0, (int)(range.Length / Week)).Select(i => new TimeRange(range.To - (Week * (i + 1)), range.To - (Week * i))).ToList();
        foreach (var objective in asked.Plan.Objectives.Where(o => o.Latency is not null))
        {
            var arms = await asked.AskAsync(new BlockQuestion([.. weeks.Select(w => new BlockWindow(null, objective.Environment, objective.Operation, null, w, TimeSpan.FromHours(24)))]), cancellation);
            latencies[objective.Name] = [.. arms.Select(a => QuantileOf(a, objective.Target)).OfType<double>()];
        }

        return latencies;
    }

    private static async Task<IReadOnlyDictionary<string, SignalPast>> SignalsAsync(AnswerService asked, DateTimeOffset end, CancellationToken cancellation)
    {
        var pasts = new Dictionary<string, SignalPast>(StringComparer.Ordinal);
        foreach (var rule in BaselineRule.Of(asked.Plan))
        {
            pasts[rule.Baseline.Name] = await BaselineWatch.PastAsync(asked, rule, SignalPast.StepOf(end), cancellation);
        }

        return pasts;
    }

    private static double? QuantileOf(ArmEvidence week, double share)
    {
        var all = new ExponentialHistogram();
        foreach (var replicate in week.Replicates)
        {
            all.Merge(replicate.Latency);
        }

        return all.Count == 0 ? null : all.Quantile(share) / 1e6;
    }
}
