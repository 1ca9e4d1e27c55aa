using Upshot.Decide;
using Upshot.Decide.Journeys;
using Upshot.Evidence;
using Upshot.Observe.Stores;
using Upshot.Observe.Stores.Questions;
using Upshot.Plan;

namespace Upshot.Answers.Journeys;

/// <summary>
/// Counts journeys from stored traces once these are whole, a little at each call: what has just ended, the minutes of five minutes and of an hour ago once
/// more, for spans come late, and what of the past is not counted yet, the newest first.
/// </summary>
/// <param name="write">Makes minutes of a range be what was counted of each.</param>
internal sealed class JourneyCounting(AnswerService asked, CountedWriter write)
{
    /// <summary>Processes send what they have every few seconds, and collectors gather it: so long after a request has ended its trace is taken to be whole.</summary>
    public static readonly TimeSpan Settles = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan s_least = TimeSpan.FromSeconds(1);

    // How long ago minutes begin that are counted once more.
    private static readonly TimeSpan[] s_again = [TimeSpan.FromMinutes(6), TimeSpan.FromMinutes(61)];

    // How often it is looked for requests that came late.
    private static readonly TimeSpan s_look = TimeSpan.FromSeconds(30);

    private readonly Queue<(Journey Journey, TimeRange Range)> _late = [];
    private readonly Dictionary<(string Journey, DateTimeOffset Start), long> _requests = [];
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

        var settled = now - Settles;
        var from = MinuteOf(_counted is { } last && settled - last < TimeSteps.Hour ? last : settled);
        var isNewMinute = MinuteOf(_counted ?? now) < MinuteOf(settled);
        var looks = _late.Count == 0 && now - _looked >= s_look;
        foreach (var journey in plan.Journeys)
        {
            await CountAsync(plan, journey, new(from, settled), settled, mayShrink: true, cancellation);
            foreach (var again in s_again.Select(a => MinuteOf(now - a)).Where(_ => isNewMinute))
            {
                await CountAsync(plan, journey, new(again, again + TimeSteps.Minute), settled, mayShrink: true, cancellation);
            }

            if (looks)
            {
                (await LateAsync(journey, settled, cancellation)).ForEach(range => _late.Enqueue((journey, range)));
            }
        }

        _looked = looks ? now : _looked;
        _counted = settled;
        if (_late.TryDequeue(out var next))
        {
            await CountAsync(plan, next.Journey, next.Range, settled, mayShrink: next.Range.From >= HourOf(settled) - TimeSteps.Hour, cancellation);
        }

        return _late.Count > 0;
    }

    private async Task CountAsync(ProductPlan plan, Journey journey, TimeRange range, DateTimeOffset settled, bool mayShrink, CancellationToken cancellation)
    {
        var runs = (await RunsAsync(journey, range, cancellation)).Where(r => r.End <= settled).ToList();
        var counted = JourneyCounts.CountedOf(plan, journey).Select(o => (o, JourneyCounts.Of(o, runs))).ToList();
        await write(counted, range with { To = TimeSteps.Ceiling(range.To, TimeSteps.Minute) }, mayShrink, cancellation);
    }

    /// <summary>In pieces where there are more traces than fit.</summary>
    private async Task<IReadOnlyList<JourneyRun>> RunsAsync(Journey journey, TimeRange range, CancellationToken cancellation)
    {
        try
        {
            var traces = await asked.AskAsync(new OperationTraceQuestion(journey.Operation, range) { WithAttributes = JourneyRun.NeedsAttributes(journey) }, cancellation);
            return [.. traces.SelectMany(t => JourneyRun.Of(journey, t, range))];
        }
        catch (AnswerTooLargeException)
        {
            if (range.Length <= s_least)
            {
                // Half a million spans of one second: whoever sends such traces ends no count of all others.
                return [];
            }

            var middle = range.From + (range.Length / 2);
            return [.. await RunsAsync(journey, range with { To = middle }, cancellation), .. await RunsAsync(journey, range with { From = middle }, cancellation)];
        }
    }

    /// <summary>
    /// Minutes of the last hours and hours before them, the newest first, in which the operation had more requests than were counted: what was there before the
    /// journey was planned, what came late or was filled in, what was counted last before the process ended. Once for each number of requests.
    /// </summary>
    private async Task<List<TimeRange>> LateAsync(Journey journey, DateTimeOffset settled, CancellationToken cancellation)
    {
        var close = HourOf(settled) - TimeSteps.Hour;
        var range = new TimeRange(HourOf(settled - asked.Plan.Retention.Spans), MinuteOf(settled) - TimeSteps.Minute);
        var needed = new MinutesNeeded(close, []);
        var counted = (await asked.AskAsync(new ObjectiveQuestion([JourneyCounts.Whole(journey)], range) { Minutes = needed }, cancellation))[0].Minutes.ToLookup(Start);
        var requests = (await asked.AskAsync(new TrafficQuestion([new(journey.Operation, null)], range, needed), cancellation))[0].ToLookup(Start);
        foreach (var gone in _requests.Keys.Where(k => k.Journey == journey.Name && k.Start < range.From).ToList())
        {
            _requests.Remove(gone);
        }

        var late = new List<TimeRange>();
        foreach (var (start, count) in requests.Select(r => (r.Key, r.Sum(m => m.Total))).Where(r => r.Item2 > counted[r.Key].Sum(m => m.Total)).OrderByDescending(r => r.Key))
        {
            if (_requests.TryGetValue((journey.Name, start), out var known) && known == count)
            {
                continue;
            }

            _requests[(journey.Name, start)] = count;
            var next = new TimeRange(start, start + (start < close ? TimeSteps.Hour : TimeSteps.Minute));
            if (start >= close && late.Count > 0 && late[^1].From == next.To)
            {
                late[^1] = late[^1] with { From = next.From };
            }
            else
            {
                late.Add(next);
            }
        }

        return late;

        DateTimeOffset Start(MinuteCount m) => m.Minute < close ? HourOf(m.Minute) : m.Minute;
    }

    private static DateTimeOffset MinuteOf(DateTimeOffset time) => TimeSteps.Floor(time, TimeSteps.Minute);

    private static DateTimeOffset HourOf(DateTimeOffset time) => TimeSteps.Floor(time, TimeSteps.Hour);
}

/// <summary>Of a store: makes what is counted of objectives by whole traces be what they say now.</summary>
/// <param name="mayShrink">False where traces may be gone.</param>
internal delegate Task CountedWriter(IReadOnlyList<(Objective Objective, IReadOnlyList<CountedMinute> Minutes)> counted, TimeRange range, bool mayShrink, CancellationToken cancellation);
