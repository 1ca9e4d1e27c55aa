using Upshot.Evidence;
using Upshot.Observe.Stores.Questions;
using Upshot.Plan;

namespace Upshot.Answers;

/// <summary>The traffic of the last days, and of which signals records are counted.</summary>
internal sealed record TrafficAsked(int Days, IReadOnlyList<SignalAsked>? Signals = null);

internal sealed record SignalAsked(SignalKind Kind, string Name);

/// <summary>An objective as it would be counted, of requests that are stored.</summary>
/// <param name="Operations">The names that its operation has or had.</param>
/// <param name="Environment">Null: all.</param>
/// <param name="LatencySeconds">Null: requests are good that did not fail.</param>
internal sealed record ObjectiveAsked(IReadOnlyList<string>? Operations, string? Environment, double? LatencySeconds, DateTimeOffset From);

/// <summary>What came in the days before the last request that is stored.</summary>
/// <param name="From">Null, as <paramref name="Until"/>: nothing is stored.</param>
/// <param name="Requests">By operation of the plan.</param>
/// <param name="Processes">That answered requests, of all services.</param>
/// <param name="Records">Of each signal that was asked for, in that order: spans by what they stand for, data points, events.</param>
internal sealed record CurrentTraffic(DateTimeOffset? From, DateTimeOffset? Until, IReadOnlyDictionary<string, long> Requests, int Processes, IReadOnlyList<double> Records)
{
    private const int MostDays = 3650, MostNames = 10_000;

    /// <exception cref="UnusableException">It is more than is answered at once.</exception>
    public static async Task<CurrentTraffic> OfAsync(AnswerService service, TrafficAsked asked, CancellationToken cancellation)
    {
        if (asked.Days is < 1 or > MostDays)
        {
            throw new UnusableException($"{asked.Days} days cannot be looked at: 1 to {MostDays:#,0} can.");
        }

        var signals = asked.Signals ?? [];
        if (signals.Count > MostNames || signals.Any(s => s?.Name is null))
        {
            throw new UnusableException($"At most {MostNames:#,0} signals are counted at once, each with its kind and name.");
        }

        var all = await service.AskAsync(new ProcessQuestion(Times.All), cancellation);
        if (all.Count == 0)
        {
            return new(null, null, new Dictionary<string, long>(), 0, [.. signals.Select(_ => 0.0)]);
        }

        var (first, until) = (all.Min(p => p.From), all.Max(p => p.To));
        var from = first > until.AddDays(-asked.Days) ? first : until.AddDays(-asked.Days);
        var range = new TimeRange(from, until);
        var processes = await service.AskAsync(new ProcessQuestion(range), cancellation);
        return new(
            from, until,
            processes.Where(p => p.Operation.Length > 0).GroupBy(p => p.Operation, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Sum(p => p.Requests), StringComparer.Ordinal),
            processes.DistinctBy(p => (p.Service, p.Instance)).Count(),
            await service.AskAsync(new RecordQuestion([.. signals.Select(s => new RecordName(s.Kind, s.Name))], range), cancellation));
    }

    /// <summary>By minute, from the rollups: latencies within their error.</summary>
    /// <exception cref="UnusableException">It is no objective.</exception>
    public static async Task<IReadOnlyList<MinuteCount>> MinutesAsync(AnswerService service, ObjectiveAsked asked, CancellationToken cancellation)
    {
        if (asked.Operations is not { Count: > 0 and <= MostNames } operations || operations.Contains(null!))
        {
            throw new UnusableException($"An objective names its operation, by 1 to {MostNames:#,0} names.");
        }

        if (asked.LatencySeconds is { } seconds && !(seconds is > 0 and <= 86_400))
        {
            throw new UnusableException("A latency is more than 0 seconds and at most a day.");
        }

        // Without a name it is none of those that are counted as requests come.
        var objectives = operations.Distinct(StringComparer.Ordinal).Select(operation =>
            new Objective("", new SourceLocation("", 1, 1)) { Operation = operation, Environment = asked.Environment, Latency = asked.LatencySeconds is { } latency ? TimeSpan.FromSeconds(latency) : null }).ToList();
        var counted = await service.AskAsync(new ObjectiveQuestion(objectives, Times.All with { From = asked.From }), cancellation);
        return [.. counted.SelectMany(o => o.Minutes).GroupBy(m => m.Minute).OrderBy(g => g.Key).Select(g => new MinuteCount(g.Key, g.Sum(m => m.Good), g.Sum(m => m.Total)))];
    }
}
