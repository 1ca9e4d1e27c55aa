using Upshot.Answers.Journeys;
using Upshot.Decide;
using Upshot.Decide.Outcomes;
using Upshot.Evidence;
using Upshot.Observe.Stores.Questions;
using Upshot.Plan;

namespace Upshot.Answers.Outcomes;

/// <summary>
/// Counts objectives about outcomes once what belongs to a request was sent: each minute the present hour, and of the past what is not counted yet, the newest hour first.
/// Hours are counted whole, so that an answer does not hang on when it was counted.
/// </summary>
/// <param name="write">Makes minutes of a range be what was counted of each.</param>
internal sealed class OutcomeCounting(AnswerService asked, CountedWriter write)
{
    /// <summary>Metrics are sent every minute as a rule; what is counted up to two minutes after a request may still belong to it.</summary>
    public static readonly TimeSpan Settles = TimeSpan.FromSeconds(90) + (OutcomeCounts.Later * TimeSteps.Minute);

    // Minutes before an hour that its first outcomes may belong to, so that they are not taken for its own.
    private static readonly TimeSpan s_before = OutcomeCounts.Later * TimeSteps.Minute;

    // How often it is looked for what came late or was not counted yet.
    private static readonly TimeSpan s_look = TimeSpan.FromMinutes(5);

    private readonly Queue<DateTimeOffset> _late = [];
    private readonly Dictionary<DateTimeOffset, long> _requests = [];
    private DateTimeOffset _looked;
    private DateTimeOffset? _counted;
    private string? _plan;

    /// <returns>Whether there is more of the past to be counted, so that the next call should come soon.</returns>
    public async Task<bool> NextAsync(DateTimeOffset now, CancellationToken cancellation)
    {
        var plan = asked.Plan;
        if (_plan != plan.Digest)
        {
            _late.Clear();
            _requests.Clear();
            (_plan, _counted, _looked) = (plan.Digest, null, default);
        }

        List<Objective> objectives = [.. plan.Objectives.Where(o => o.Outcome is not null)];
        if (objectives.Count == 0)
        {
            return false;
        }

        var settled = TimeSteps.Floor(now - Settles, TimeSteps.Minute);
        if (settled != _counted)
        {
            // What of the last hour came late is counted with the first minutes of the next one.
            await CountAsync(objectives, new(HourOf(settled - TimeSpan.FromMinutes(10)), settled), cancellation);
            _counted = settled;
        }

        if (_late.Count == 0 && now - _looked >= s_look)
        {
            _looked = now;
            (await LateAsync(objectives, settled, cancellation)).ForEach(_late.Enqueue);
        }

        if (_late.TryDequeue(out var hour))
        {
            await CountAsync(objectives, new(hour, hour + TimeSteps.Hour), cancellation);
        }

        return _late.Count > 0;
    }

    private async Task CountAsync(List<Objective> objectives, TimeRange range, CancellationToken cancellation)
    {
        if (range.Length <= TimeSpan.Zero)
        {
            return;
        }

        var environments = (await asked.AskAsync(new VersionQuestion(range), cancellation)).Select(v => v.Environment).Where(e => e.Length > 0).Distinct(StringComparer.Ordinal).ToList();
        var counted = new List<(Objective Objective, IReadOnlyList<CountedMinute> Minutes)>();
        foreach (var objective in objectives)
        {
            var minutes = new List<CountedMinute>();
            foreach (var environment in objective.Environment is { } one ? [one] : environments)
            {
                minutes.AddRange(await MinutesAsync(objective, environment, range, cancellation));
            }

            // What says no environment, or no version.
            counted.Add((objective, objective.Environment is not null ? minutes : [.. minutes, .. OutcomeCounts.Rest(await MinutesAsync(objective, null, range, cancellation), minutes)]));
        }

        await write(counted, range, mayShrink: true, cancellation);
    }

    private async Task<IReadOnlyList<CountedMinute>> MinutesAsync(Objective objective, string? environment, TimeRange range, CancellationToken cancellation)
    {
        if (SignalOf(objective.Outcome!) is not { } signal)
        {
            return [];
        }

        var around = new TimeRange(range.From - s_before, range.To + s_before);
        var requests = (await asked.AskAsync(new TrafficQuestion([new(objective.Operation, environment)], around), cancellation))[0];
        return requests.Count == 0 ? [] : OutcomeCounts.Of(objective, environment ?? "", requests, await asked.AskAsync(new SignalSeriesQuestion(signal, around, TimeSteps.Minute, Environment: environment), cancellation), range);
    }

    /// <summary>Hours in which an operation had more requests than were counted: before the objective was planned, late, or filled in. Once for each number of requests.</summary>
    private async Task<List<DateTimeOffset>> LateAsync(List<Objective> objectives, DateTimeOffset settled, CancellationToken cancellation)
    {
        // What carries an outcome may be gone earlier than another's.
        var (close, oldest) = (HourOf(settled), settled - objectives.Select(o => KeptFor(o.Outcome!)).Min());
        var range = new TimeRange(HourOf(oldest) + TimeSteps.Hour, close);
        if (range.Length <= TimeSpan.Zero)
        {
            return [];
        }

        var needed = new MinutesNeeded(close, []);
        var counted = (await asked.AskAsync(new ObjectiveQuestion(objectives, range) { Minutes = needed }, cancellation)).Select(o => Hours(o.Minutes)).ToList();
        var requests = (await asked.AskAsync(new TrafficQuestion([.. objectives.Select(o => new OperationTraffic(o.Operation, o.Environment))], range, needed), cancellation)).Select(Hours).ToList();
        var late = new HashSet<DateTimeOffset>();
        foreach (var hour in requests.SelectMany(r => r.Keys).Distinct())
        {
            var all = requests.Sum(r => r.GetValueOrDefault(hour));
            if (Enumerable.Range(0, objectives.Count).Any(i => requests[i].GetValueOrDefault(hour) > counted[i].GetValueOrDefault(hour)) && _requests.GetValueOrDefault(hour) != all)
            {
                _requests[hour] = all;
                late.Add(hour);
            }
        }

        foreach (var gone in _requests.Keys.Where(k => k < range.From).ToList())
        {
            _requests.Remove(gone);
        }

        return [.. late.OrderDescending()];

        static Dictionary<DateTimeOffset, long> Hours(IReadOnlyList<MinuteCount> minutes) => minutes.GroupBy(m => HourOf(m.Minute)).ToDictionary(g => g.Key, g => g.Sum(m => m.Total));
    }

    private TimeSpan KeptFor(Outcome outcome) => SignalOf(outcome)?.Kind switch
    {
        SignalKind.Metric => asked.Plan.Retention.Metrics,
        SignalKind.Event => asked.Plan.Retention.Logs,
        _ => asked.Plan.Retention.Spans,
    };

    private Signal? SignalOf(Outcome outcome) => asked.Plan.Signals.FirstOrDefault(s => s.Name == outcome.Signal || s.Id == outcome.Signal);

    private static DateTimeOffset HourOf(DateTimeOffset time) => TimeSteps.Floor(time, TimeSteps.Hour);
}
