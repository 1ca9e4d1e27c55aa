using System.Globalization;
using Upshot.Decide.Metrics;
using Upshot.Evidence;
using Upshot.Observe.Stores;
using Upshot.Observe.Stores.Questions;

namespace Upshot.Answers.Explore;

/// <summary>Which metric somebody looks at, as it stands in an address.</summary>
/// <param name="Metric">Its name.</param>
/// <param name="By">What its points are grouped by: service, version, environment, instance or an attribute; empty: all together.</param>
/// <param name="Where">NAME=VALUE, or NAME alone, of attributes of points or their resource.</param>
internal sealed record MetricAsked(string? Metric, string? By, string? Service, string? Environment, string? Version, string[]? Where, string? Since, string? Until)
{
    private const int Longest = 1000, MostFilters = 12;

    /// <exception cref="UnreadableException">Something of it cannot be read.</exception>
    public MetricPointQuestion Read(AnswerService asked)
    {
        var filters = (Where ?? []).Where(w => w.Length > 0).ToList();
        foreach (var text in filters.Concat([Metric, By, Service, Environment, Version]))
        {
            if (text is not null && (text.Length > Longest || text.Contains('\0', StringComparison.Ordinal)))
            {
                throw new UnreadableException($"A name or value has more than {Longest} characters, or a NUL among them. /api/v1/metrics lists the metrics.");
            }
        }

        if (string.IsNullOrWhiteSpace(Metric) || filters.Count > MostFilters)
        {
            throw new UnreadableException(filters.Count > MostFilters ? $"There are {filters.Count} filters; at most {MostFilters} are answered." : "Which metric? Give metric=NAME; /api/v1/metrics lists them.");
        }

        var range = AskedTimes.Of(asked, Given(Since), Given(Until), null).Now;
        return new([Metric], range, MetricsAnswer.StepOf(range)) { By = Given(By), Service = Given(Service), Environment = Given(Environment), Version = Given(Version), Attributes = [.. filters.Select(ExploreAsked.FilterOf)] };
    }

    private static string? Given(string? text) => string.IsNullOrEmpty(text) ? null : text;
}

/// <summary>A metric over time.</summary>
/// <param name="Unit">As it was sent; the first one where there are several.</param>
/// <param name="Groups">The largest first.</param>
/// <param name="LeftOut">Groups that are not told, the smallest.</param>
public sealed record MetricShown(string Metric, string Unit, string Kind, DateTimeOffset From, DateTimeOffset To, TimeSpan Step, string Sentence, IReadOnlyList<MetricGroup> Groups, int LeftOut)
{
    public IReadOnlyList<MissingRows> Missing { get; init; } = [];
}

/// <summary>Metrics that are stored, as rates, values and quantiles.</summary>
internal static class MetricsAnswer
{
    private const int MostGroups = 20, MostNames = 2000;
    private static readonly TimeSpan s_shortest = TimeSpan.FromSeconds(15);

    public static Task<IReadOnlyList<MetricSeen>> NamesAsync(AnswerService asked, TimeRange range, CancellationToken cancellation) => TimeLimit.AskAsync(asked, new MetricNameQuestion(range, MostNames), cancellation);

    public static async Task<MetricShown> OfAsync(AnswerService asked, MetricPointQuestion question, CancellationToken cancellation)
    {
        var points = await TimeLimit.AskAsync(asked, question, cancellation);
        var groups = MetricSeries.Of(points, question.Range, question.Step);
        var (kind, unit) = points.Count == 0 ? ("", "") : (points[0].Kind, points[0].Unit);
        return new(question.Names[0], unit, kind, question.Range.From, question.Range.To, question.Step, Sentence(question, points, groups, kind), [.. groups.Take(MostGroups)], Math.Max(0, groups.Count - MostGroups)) { Missing = asked.Missing };
    }

    /// <summary>Most metrics are exported every ten to sixty seconds: shorter steps would have holes.</summary>
    public static TimeSpan StepOf(TimeRange range) => ExploreAnswer.StepOf(range) is var step && step < s_shortest ? s_shortest : step;

    private static string Sentence(MetricPointQuestion question, IReadOnlyList<MeasuredPoint> points, IReadOnlyList<MetricGroup> groups, string kind)
    {
        if (groups.Count == 0)
        {
            return points.Count == 0 ? $"No point of {question.Names[0]} came in this time." : $"Points of {question.Names[0]} came, and none within this time.";
        }

        var what = kind switch
        {
            "sum" when points[0].IsMonotonic => "by how much the counter grew a second",
            "sum" => "the value, of all series together",
            "gauge" => "the mean of the points of each step",
            "summary" => "how often it was measured a second, and the mean",
            _ => "quantiles from the buckets of its histogram, and how often it was measured a second",
        };
        var (series, resets) = (groups.Sum(g => g.Series), groups.Sum(g => g.Resets));
        return string.Create(CultureInfo.InvariantCulture, $"What is shown: {what}; {series} series{(resets > 0 ? $", of which counters began anew {resets} {(resets == 1 ? "time" : "times")}, which is counted for" : "")}.");
    }
}
