using Upshot.Evidence;
using Upshot.Observe.Stores.Questions;

namespace Upshot.Observe.Stores.AnswerParts;

/// <summary>Calls that are told as one.</summary>
/// <param name="Environment">Of the span that tells of the call.</param>
internal readonly record struct CallName(string Environment, string Caller, string Callee, string Kind);

/// <summary>What calls of one name stand for, how much of it failed, and how long they took: sums of minutes that can be added up.</summary>
internal sealed class CallSum
{
    // Weights are not whole: they are rounded once, when all of them are there.
    private readonly Dictionary<int, double> _latency = [];

    public double Calls { get; private set; }

    public double Errors { get; private set; }

    /// <summary>How much there is to keep.</summary>
    public int Buckets => _latency.Count;

    public void Add(long nanos, double weight, bool failed) => Add(nanos < 1 ? BlockTotals.Zero : ExponentialHistogram.IndexOf(nanos), weight, failed ? weight : 0);

    /// <param name="bucket">Of durations; <see cref="BlockTotals.Zero"/> for none.</param>
    public void Add(int bucket, double weight, double errors)
    {
        (Calls, Errors) = (Calls + weight, Errors + errors);
        _latency[bucket] = _latency.GetValueOrDefault(bucket) + weight;
    }

    public void Add(CallSum other)
    {
        (Calls, Errors) = (Calls + other.Calls, Errors + other.Errors);
        foreach (var (bucket, weight) in other._latency)
        {
            _latency[bucket] = _latency.GetValueOrDefault(bucket) + weight;
        }
    }

    /// <summary>The busiest, in the order of <see cref="CallQuestion"/>.</summary>
    public static IReadOnlyList<ServiceCall> Busiest(IEnumerable<KeyValuePair<CallName, CallSum>> calls, int limit) =>
        [.. calls.OrderByDescending(c => c.Value.Calls).ThenBy(c => c.Key.Caller, StringComparer.Ordinal).ThenBy(c => c.Key.Callee, StringComparer.Ordinal).ThenBy(c => c.Key.Kind, StringComparer.Ordinal).Take(limit).Select(c => c.Value.Told(c.Key))];

    public ServiceCall Told(CallName name)
    {
        var latency = new ExponentialHistogram();
        foreach (var (bucket, weight) in _latency)
        {
            var count = (long)Math.Round(weight);
            if (bucket == BlockTotals.Zero)
            {
                latency.Add(0, count);
            }
            else
            {
                latency.AddBucket(bucket, count);
            }
        }

        return new(name.Caller, name.Callee, name.Kind, Calls, Errors, latency.Quantile(0.5) / 1e6, latency.Quantile(0.95) / 1e6);
    }
}
