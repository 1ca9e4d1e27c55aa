using System.Collections.Concurrent;
using Upshot.Answers;
using Upshot.Decide.Alerting;
using Upshot.Decide.Baselines;
using Upshot.Evidence;
using Upshot.Observe.Stores.Questions;
using Upshot.Plan;

namespace Upshot.Alerts;

/// <summary>
/// Keeps what watched signals were over the last weeks, so that an evaluation asks the store nothing for it: read day by day after a start, then step by step. An evaluation judges by what is read so far.
/// </summary>
internal sealed class BaselineWatch(AnswerService asked)
{
    private const int Steps = (4 * SignalPast.StepsAWeek) + SignalPast.StepsADay + (6 * SignalPast.StepsAnHour), Most = 100;

    private readonly ConcurrentDictionary<string, SignalPast> _pasts = new(StringComparer.Ordinal);

    public UnusualSignal? Of(BaselineRule rule, DateTimeOffset now) =>
        _pasts.TryGetValue(KeyOf(rule), out var past) && past.End >= SignalPast.EndAt(now) - 1 ? UnusualSignal.Of(past, past.End, rule.Baseline.Direction, rule.IsCount) : null;

    public async Task RunAsync(CancellationToken cancellation)
    {
        var rules = BaselineRule.Of(asked.Plan).Take(Most).ToList();
        foreach (var gone in _pasts.Keys.Except(rules.Select(KeyOf)).ToList())
        {
            _pasts.TryRemove(gone, out _);
        }

        foreach (var rule in rules)
        {
            var end = SignalPast.EndAt(asked.Now);
            var past = _pasts.GetValueOrDefault(KeyOf(rule));
            if (past is null || past.End < end)
            {
                _pasts[KeyOf(rule)] = await ReadOnAsync(asked, rule, past, end, cancellation);
            }
        }
    }

    /// <summary>All of it, up to a step.</summary>
    /// <param name="more">So many steps more than a judgement of the last one looks at.</param>
    public static Task<SignalPast> PastAsync(AnswerService asked, BaselineRule rule, long end, CancellationToken cancellation, int more = 0) => ReadOnAsync(asked, rule, null, end, cancellation, more);

    private static async Task<SignalPast> ReadOnAsync(AnswerService asked, BaselineRule rule, SignalPast? past, long end, CancellationToken cancellation, int more = 0)
    {
        var begin = past is not null && past.End > end - Steps ? past.End : end - Steps - more;
        var values = past is null ? [] : Enumerable.Range(0, past.Values.Count).Select(i => past.First + i).Where(s => s >= end - Steps).Select(s => past[s]).ToList();
        for (var from = begin; from < end;)
        {
            // A day at a time: no question holds the store for long.
            var to = Math.Min(end, from + SignalPast.StepsADay);
            values.AddRange(await ReadAsync(asked, rule, from, to, values.Exists(double.IsFinite), cancellation));
            from = to;
        }

        return new(end - values.Count, values);
    }

    // Another signal or measure under the same name is another past.
    private static string KeyOf(BaselineRule rule) => string.Join('\u001f', rule.Name, rule.Signal.Id, rule.Signal.Version, rule.Baseline.Measure);

    private static async Task<IEnumerable<double>> ReadAsync(AnswerService asked, BaselineRule rule, long from, long to, bool wasSeen, CancellationToken cancellation)
    {
        var range = new TimeRange(SignalPast.TimeOf(from), SignalPast.TimeOf(to));
        var found = (await asked.AskAsync(new SignalSeriesQuestion(rule.Signal, range, SignalPast.Step), cancellation)).ToDictionary(s => SignalPast.StepOf(s.At));
        var values = new List<double>();
        for (var step = from; step < to; step++)
        {
            // Before the first one ever nothing is known; after it, nothing is none.
            wasSeen |= found.ContainsKey(step);
            values.Add(found.TryGetValue(step, out var came) ? ValueOf(rule.Baseline.Measure, came) : wasSeen && rule.Baseline.Measure != OutcomeMeasure.Mean ? 0 : double.NaN);
        }

        return values;
    }

    private static double ValueOf(OutcomeMeasure measure, SignalStep came) => measure switch
    {
        OutcomeMeasure.Sum => came.Sum,
        OutcomeMeasure.Mean => came.Count > 0 ? came.Sum / came.Count : double.NaN,
        _ => came.Count,
    };
}
