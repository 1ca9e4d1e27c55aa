using Upshot.Evidence;

namespace Upshot.Observe.Stores.Questions;

/// <summary>Which metrics there are, by name and unit.</summary>
public sealed record MetricNameQuestion(TimeRange Range, int Limit = 1000) : Question<IReadOnlyList<MetricSeen>>(Range, Limit);

/// <param name="Kind">gauge, sum, histogram, exponential_histogram or summary.</param>
/// <param name="Services">How many sent it.</param>
public sealed record MetricSeen(string Name, string Unit, string Kind, long Services, long Points);

/// <summary>
/// Data points of metrics in the order of their series and times, with those of a quarter of an hour before the range, which growth is counted from. Of a cumulative
/// series the last point of each step is enough. More than the limit are refused.
/// </summary>
/// <param name="Step">Steps begin at multiples of it since 1970.</param>
public sealed record MetricPointQuestion(IReadOnlyList<string> Names, TimeRange Range, TimeSpan Step, int Limit = 50_000) : Question<IReadOnlyList<MeasuredPoint>>(Range, Limit)
{
    /// <summary>How long before the range points are read.</summary>
    public static TimeSpan Earlier { get; } = TimeSpan.FromMinutes(15);

    public string? Service { get; init; }
    public string? Environment { get; init; }
    public string? Version { get; init; }
    public IReadOnlyList<AttributeFilter> Attributes { get; init; } = [];

    /// <summary>service, version, environment, instance, name, or the name of an attribute; null: points have no group.</summary>
    public string? By { get; init; }

    /// <summary>As every store orders them.</summary>
    /// <exception cref="AnswerTooLargeException">They are more than were asked for.</exception>
    internal static IReadOnlyList<MeasuredPoint> Ordered(IReadOnlyList<MeasuredPoint> points, MetricPointQuestion question) => points.Count > question.Limit
        ? throw new AnswerTooLargeException("data points", question.Limit)
        : [.. points.OrderBy(p => p.Name, StringComparer.Ordinal).ThenBy(p => p.Service, StringComparer.Ordinal).ThenBy(p => p.Instance, StringComparer.Ordinal).ThenBy(p => p.Group, StringComparer.Ordinal)
            .ThenBy(p => p.Series, StringComparer.Ordinal).ThenBy(p => p.TimeNanos).ThenBy(p => p.StartNanos)];
}
