using System.Globalization;
using Upshot.Answers.Explore;
using Upshot.Decide.Metrics;
using Upshot.Evidence;
using Upshot.Observe.Stores;
using Upshot.Observe.Stores.Questions;

namespace Upshot.Answers.Runtimes;

/// <summary>What the processes of a service say about themselves, beside how long its requests took.</summary>
/// <param name="Service">Empty: none says anything.</param>
/// <param name="Services">Those that say something, in order.</param>
/// <param name="Latency">95th percentile of requests that succeeded, in milliseconds; steps without one are left out.</param>
public sealed record RuntimeShown(DateTimeOffset From, DateTimeOffset To, TimeSpan Step, string Service, IReadOnlyList<string> Services, IReadOnlyList<RuntimePart> Parts, IReadOnlyList<LatencyStep> Latency, int LeftOut)
{
    public IReadOnlyList<MissingRows> Missing { get; init; } = [];
}

public sealed record LatencyStep(DateTimeOffset From, double P95Millis);

/// <param name="Title">Queues, Event loop lag, Garbage collection, Threads, Memory or Processor.</param>
/// <param name="Kind">Of the metric: gauge, sum, histogram …</param>
/// <param name="Correlation">Of its values with the latency of the same steps, by rank: between −1 and 1; null: too few, or one of the two does not vary.</param>
/// <param name="Sentence">That, in words: a correlation is no cause.</param>
public sealed record RuntimePart(string Title, string Metric, string Unit, string Kind, IReadOnlyList<MetricGroup> Instances, IReadOnlyList<MetricGroup> Versions, double? Correlation, string Sentence);

internal static class RuntimeAnswer
{
    // Two series that have nothing to do with each other are rarely further from nothing than two by the root of the steps.
    private const double Weak = 0.3;
    private const int MostMetrics = 12, MostGroups = 12, MostServices = 200;

    /// <param name="service">Null: the first that says something.</param>
    public static async Task<RuntimeShown> OfAsync(AnswerService asked, TimeRange range, string? service, string? environment, string? version, CancellationToken cancellation)
    {
        var step = TimeSpan.FromMinutes(Math.Max(1, Math.Ceiling(MetricsAnswer.StepOf(range).TotalMinutes)));
        var names = (await MetricsAnswer.NamesAsync(asked, range, cancellation)).Where(n => RuntimeKind.Of(n.Name) is not null).ToList();
        var services = await ServicesAsync(asked, names, range, cancellation);
        if (service is null && services.Count > 0)
        {
            service = services[0];
        }

        if (names.Count == 0 || service is null)
        {
            return new(range.From, range.To, step, service ?? "", services, [], [], 0) { Missing = asked.Missing };
        }

        var chosen = RuntimeKind.All.SelectMany(k => names.Where(n => RuntimeKind.Of(n.Name) == k)).Select(n => n.Name).Distinct(StringComparer.Ordinal).ToList();
        var points = await TimeLimit.AskAsync(asked, new MetricPointQuestion([.. chosen.Take(MostMetrics)], range, step) { Service = service, Environment = environment, Version = version }, cancellation);
        var latency = await LatencyAsync(asked, range, step, service, environment, version, cancellation);
        return new(range.From, range.To, step, service, services, [.. points.GroupBy(p => (p.Name, p.Unit, p.Kind)).Select(g => PartOf([.. g], range, step, latency)).Where(p => p.Instances.Count > 0)
            .OrderBy(p => RuntimeKind.All.ToList().FindIndex(k => k.Title == p.Title)).ThenBy(p => p.Metric, StringComparer.Ordinal)], latency, Math.Max(0, chosen.Count - MostMetrics))
        { Missing = asked.Missing };
    }

    private static RuntimePart PartOf(IReadOnlyList<MeasuredPoint> points, TimeRange range, TimeSpan step, IReadOnlyList<LatencyStep> latency)
    {
        var whole = MetricSeries.Of([.. points.Select(p => p with { Group = "" })], range, step);
        var values = whole.SelectMany(g => g.Steps).Where(s => ValueOf(s) is not null).ToDictionary(s => s.From, s => ValueOf(s)!.Value);
        var pairs = latency.Where(l => values.ContainsKey(l.From)).Select(l => (values[l.From], l.P95Millis)).ToList();
        var correlation = RankCorrelation.Of(pairs);
        return new(
            RuntimeKind.Of(points[0].Name)!.Title, points[0].Name, points[0].Unit, points[0].Kind,
            [.. MetricSeries.Of([.. points.Select(p => p with { Group = p.Instance })], range, step).Take(MostGroups)], [.. MetricSeries.Of([.. points.Select(p => p with { Group = p.Version })], range, step).Take(MostGroups)],
            correlation, Sentence(correlation, pairs.Count));
    }

    /// <summary>What of a step is compared: what grows by its rate, all else by its value.</summary>
    public static double? ValueOf(MetricStep step) => step.P95 ?? step.Value ?? step.PerSecond ?? step.Mean;

    private static string Sentence(double? correlation, int steps) => correlation is not { } known
        ? "Whether it moves with latency cannot be told: there are fewer than eight steps with both, or one of them does not vary."
        : string.Create(CultureInfo.InvariantCulture, $"{(Math.Abs(known) < Math.Max(Weak, 2 / Math.Sqrt(steps)) ? "Does not move with the latency of the service's requests" : known > 0 ? "Rises and falls with the latency of the service's requests" : "Falls when the latency of the service's requests rises")}: rank correlation {known:0.00;−0.00} over {steps} steps. A correlation is no cause.");

    private static async Task<IReadOnlyList<LatencyStep>> LatencyAsync(AnswerService asked, TimeRange range, TimeSpan step, string service, string? environment, string? version, CancellationToken cancellation)
    {
        if (asked.Plan.Operations.Count == 0)
        {
            return [];
        }

        var floor = new TimeRange(Floor(range.From, step), range.To);
        var arms = await TimeLimit.AskAsync(asked, new BlockQuestion([.. asked.Plan.Operations.Select(o => new BlockWindow(service, environment, o.Name, version, floor, step))]), cancellation);
        return [.. arms.SelectMany(a => a.Replicates).GroupBy(r => Floor(r.Start, step)).OrderBy(g => g.Key).Select(g => (g.Key, Histogram: Merged(g.Select(r => r.Latency))))
            .Where(s => s.Histogram.Count > 0).Select(s => new LatencyStep(s.Key, s.Histogram.Quantile(0.95) / 1e6))];
    }

    private static ExponentialHistogram Merged(IEnumerable<ExponentialHistogram> all)
    {
        var merged = new ExponentialHistogram();
        foreach (var one in all)
        {
            merged.Merge(one);
        }

        return merged;
    }

    // Names alone do not say who sent them: of the busiest metric the services are asked for.
    private static async Task<IReadOnlyList<string>> ServicesAsync(AnswerService asked, IReadOnlyList<MetricSeen> names, TimeRange range, CancellationToken cancellation)
    {
        if (names.Count == 0)
        {
            return [];
        }

        var few = new TimeRange(range.To - TimeSpan.FromTicks(Math.Min(range.Length.Ticks, TimeSpan.FromMinutes(30).Ticks)), range.To);
        var each = names.GroupBy(n => RuntimeKind.Of(n.Name)).Select(g => g.MaxBy(n => n.Services)!.Name).Distinct(StringComparer.Ordinal).ToList();
        IReadOnlyList<MeasuredPoint> points;
        try
        {
            points = await TimeLimit.AskAsync(asked, new MetricPointQuestion(each, few, few.Length), cancellation);
        }
        catch (AnswerTooLargeException)
        {
            // So many send them that somebody has to say which.
            return [];
        }

        return [.. points.GroupBy(p => p.Service, StringComparer.Ordinal).OrderByDescending(g => g.Select(p => p.Name).Distinct().Count()).ThenBy(g => g.Key, StringComparer.Ordinal).Select(g => g.Key).Take(MostServices)];
    }

    private static DateTimeOffset Floor(DateTimeOffset time, TimeSpan step) => new(time.UtcTicks / step.Ticks * step.Ticks, TimeSpan.Zero);
}
