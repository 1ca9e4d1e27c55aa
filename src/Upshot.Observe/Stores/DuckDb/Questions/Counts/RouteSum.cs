using Upshot.Evidence;

namespace Upshot.Observe.Stores.DuckDb.Questions.Counts;

/// <summary>Whose requests were counted.</summary>
/// <param name="Operation">Empty: no operation of the plan.</param>
internal readonly record struct RouteName(string Service, string Route, byte Kind, string Operation);

/// <summary>Requests of a route over some time, with their latencies; more can be added.</summary>
internal sealed class RouteSum
{
    private ExponentialHistogram? _variance;

    public long Requests { get; private set; }

    public long Errors { get; private set; }

    public SamplingVariance Sampling { get; private set; }

    public ExponentialHistogram Latency { get; } = new();

    /// <summary>What sampling leaves open of <see cref="Latency"/>; null: all were kept.</summary>
    public ExponentialHistogram? LatencyVariance => _variance;

    public void Add(RoutePart part)
    {
        (Requests, Errors, Sampling) = (Requests + part.Requests, Errors + part.Errors, Sampling + part.Sampling);
        Latency.Merge(part.Latency);
        if (part.LatencyVariance is { } variance)
        {
            (_variance ??= new()).Merge(variance);
        }
    }

    public static void Add(Dictionary<RouteName, RouteSum> sums, RouteName name, RoutePart part) => Of(sums, name).Add(part);

    public static void Add(Dictionary<RouteName, RouteSum> sums, RouteName name, RouteSum other) => Of(sums, name).Add(other);

    private static RouteSum Of(Dictionary<RouteName, RouteSum> sums, RouteName name)
    {
        if (!sums.TryGetValue(name, out var sum))
        {
            sums[name] = sum = new();
        }

        return sum;
    }

    public void Add(RouteSum other)
    {
        (Requests, Errors, Sampling) = (Requests + other.Requests, Errors + other.Errors, Sampling + other.Sampling);
        Latency.Merge(other.Latency);
        if (other._variance is { } variance)
        {
            (_variance ??= new()).Merge(variance);
        }
    }

    public static RoutePart Together(RoutePart a, RoutePart b)
    {
        var sum = new RouteSum();
        sum.Add(a);
        sum.Add(b);
        return sum.ToPart();
    }

    public RoutePart ToPart() => new(Requests, Errors, Sampling, Latency.ToBytes(), _variance?.ToBytes());
}

/// <summary>The same as it is stored and kept: histograms are bytes, a tenth of what they take while they are added to.</summary>
internal sealed record RoutePart(long Requests, long Errors, SamplingVariance Sampling, byte[] Latency, byte[]? LatencyVariance)
{
    /// <summary>About how many bytes it takes.</summary>
    public int Size => 200 + Latency.Length + (LatencyVariance?.Length ?? 0);
}
