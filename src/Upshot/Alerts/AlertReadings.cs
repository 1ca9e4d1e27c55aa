using Upshot.Answers;
using Upshot.Answers.Journeys;
using Upshot.Decide.Alerting;
using Upshot.Decide.Budgets;
using Upshot.Evidence;
using Upshot.Observe.Stores.Questions;

namespace Upshot.Alerts;

/// <summary>Every alert of the plan at a moment: one question to the store for all objectives, and where the plan has journeys, one for their steps and two for their services.</summary>
internal static class AlertReadings
{
    public static async Task<IReadOnlyList<AlertReading>> OfAsync(AnswerService asked, BaselineWatch baselines, DateTimeOffset now, CancellationToken cancellation)
    {
        var (burn, traffic, silent, unusual) = (BurnRule.Of(asked.Plan), TrafficRule.Of(asked.Plan), SilentServiceRule.Of(asked.Plan), BaselineRule.Of(asked.Plan));
        var steps = await StepsAsync(asked, now, cancellation);
        if (burn.Count + traffic.Count == 0)
        {
            return steps;
        }

        IReadOnlyList<TimeSpan> windows = [.. BurnRule.WindowsOf(burn).Concat(traffic.Count > 0 ? [TrafficRule.Recent, SilentServiceRule.NowWindow] : []).Concat(unusual.Count > 0 ? [BaselineRule.ShortWindow, BaselineRule.LongWindow] : []).Distinct().Order()];
        var counted = (await asked.AskAsync(new WindowQuestion(asked.Plan.Objectives, now, windows), cancellation)).ToDictionary(
            c => c.Objective.Name, c => c.Windows.ToDictionary(w => w.Window, w => new EventCount(w.Total, w.Total - w.Good) { Sampling = w.Sampling }), StringComparer.Ordinal);
        return
        [
            .. burn.Select(r => r.Read(window => counted[r.Objective][window], now)),
            .. await TrafficAsync(asked, traffic, Requests, now, cancellation),
            .. unusual.Select(r => r.Read(baselines.Of(r, now), window => counted[r.Objective][window], now)),
            .. await SilentAsync(asked, silent, Requests, now, cancellation),
            .. steps,
        ];

        long Requests(string operation, TimeSpan window) => TrafficRule.PromiseOf(asked.Plan, operation) is { } promise ? counted[promise.Name][window].Total : 0;
    }

    private static async Task<IReadOnlyList<AlertReading>> StepsAsync(AnswerService asked, DateTimeOffset now, CancellationToken cancellation)
    {
        var states = (await JourneyAnswer.AllAsync(asked, now, cancellation)).SelectMany(j => j.Steps.Select(s => (Key: (j.Journey, s.Step), s.State))).ToDictionary(s => s.Key, s => s.State);
        return [.. SilentStepRule.Of(asked.Plan).Select(r => r.Read(states[(r.Journey, r.Step)]))];
    }

    // What is usual is asked of those alone that nothing came to lately.
    private static async Task<IEnumerable<AlertReading>> TrafficAsync(AnswerService asked, IReadOnlyList<TrafficRule> rules, Func<string, TimeSpan, long> requests, DateTimeOffset now, CancellationToken cancellation)
    {
        var quiet = rules.Where(r => requests(r.Operation, TrafficRule.Recent) == 0).ToList();
        var silences = await StatusAnswer.SilencesAsync(asked, quiet.ToDictionary(r => new OperationTraffic(r.Operation, null), r => r.RequestsPerDay), now, cancellation);
        return rules.Select(r => r.Read(silences.GetValueOrDefault(new OperationTraffic(r.Operation, null))));
    }

    private static async Task<IEnumerable<AlertReading>> SilentAsync(AnswerService asked, IReadOnlyList<SilentServiceRule> rules, Func<string, TimeSpan, long> requests, DateTimeOffset now, CancellationToken cancellation)
    {
        if (rules.Count == 0)
        {
            return [];
        }

        var begin = now - SilentServiceRule.NowWindow;
        var latest = await ByServiceAsync(new(begin, now));
        var before = await ByServiceAsync(new(begin - SilentServiceRule.BeforeWindow, begin));
        return rules.Select(r => r.Read(latest.GetValueOrDefault(r.Service), before.GetValueOrDefault(r.Service), requests(r.Operation, SilentServiceRule.NowWindow)));

        async Task<Dictionary<string, long>> ByServiceAsync(TimeRange range) =>
            (await asked.AskAsync(new RouteQuestion(range, 100_000), cancellation)).GroupBy(r => r.Service, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Sum(r => r.Requests), StringComparer.Ordinal);
    }
}
