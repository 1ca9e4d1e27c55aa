using Upshot.Decide.Comparison;
using Upshot.Decide.CriticalPaths;
using Upshot.Evidence;

namespace Upshot.Decide.Retiming;

/// <summary>What requests would take after a change: from sampled traces by their weights, with 90 % intervals, for what is then measured, from blocks of traces drawn again: neighbours in time, which a busy minute made slow together.</summary>
/// <param name="Quantile">Which quantile is told, for instance 0.95.</param>
/// <param name="Before">That quantile as it is, in nanoseconds.</param>
/// <param name="After">As it would be.</param>
/// <param name="Good">The share of requests within the limit that would be so, less the share that is; NaN without a limit.</param>
/// <param name="Touched">How many of the traces the change touches.</param>
public sealed record Prediction(double Quantile, double Before, Estimate After, double MeanBefore, Estimate MeanAfter, double GoodBefore, Estimate Good, int Traces, int Touched)
{
    private const int Draws = 400;
    private const int MostBlocks = 100;

    /// <summary>
    /// How much wider an interval is than what the sample alone leaves open: whoever makes the change measures it on requests of their own, and those vary too. This is so for two and a half times as
    /// many as were sampled, √(1 + 1 / 2.5): of as many an interval still holds 85 % instead of 90, of very many 95.
    /// </summary>
    private const double Measured = 1.18;

    /// <param name="limitNanos">The latency that is promised; null: none.</param>
    /// <param name="seed">For the intervals.</param>
    public static Prediction Of(IReadOnlyList<TraceEvidence> traces, IReadOnlyList<TraceEdit> edits, double quantile, double? limitNanos, SiblingOrder? order = null, int seed = 1)
    {
        var known = order ?? SiblingOrder.Of(traces);
        var usable = traces.Where(t => t.Weight > 0 && double.IsFinite(t.Weight) && t.Spans.Any(s => s.ParentSpanId.Length == 0)).OrderBy(t => Entry(t).StartNanos).ThenBy(t => t.TraceId, StringComparer.Ordinal).ToList();
        var requests = usable.Select(t => (t.Weight, Before: Root(t), After: Root(Retimer.Of(t, edits, known)))).ToArray();
        // Where traces do not tell what is waited for, an interval holds both.
        var otherwise = usable.Select(t => (t.Weight, Before: Root(t), After: Root(Retimer.Of(t, edits, known, waitsForAll: false)))).ToArray();
        if (requests.Length == 0)
        {
            return new Prediction(quantile, double.NaN, Estimate.Unknown, double.NaN, Estimate.Unknown, double.NaN, Estimate.Unknown, 0, 0);
        }

        var (value, drawn) = (Of(requests, quantile, limitNanos), Drawn(requests, quantile, limitNanos, seed));
        var (least, other) = requests.SequenceEqual(otherwise) ? (value, drawn) : (Of(otherwise, quantile, limitNanos), Drawn(otherwise, quantile, limitNanos, seed));
        var before = QuantileOf([.. requests.Select(r => (r.Before, r.Weight))], quantile);
        var weight = requests.Sum(r => r.Weight);
        var good = limitNanos is { } limit ? requests.Where(r => r.Before <= limit).Sum(r => r.Weight) / weight : double.NaN;
        return new Prediction(
            quantile, before, Both(Interval(value.Quantile, 0, drawn.Select(d => d.Quantile)), Interval(least.Quantile, 0, other.Select(d => d.Quantile))), requests.Sum(r => r.Weight * r.Before) / weight, Both(Interval(value.Mean, 0, drawn.Select(d => d.Mean)), Interval(least.Mean, 0, other.Select(d => d.Mean))),
            good, Both(Interval(value.Good, -1, drawn.Select(d => d.Good)), Interval(least.Good, -1, other.Select(d => d.Good))), requests.Length, requests.Count(r => r.Before != r.After));
    }

    private static Estimate Both(Estimate one, Estimate other) => new(one.Value, Math.Min(one.Low, other.Low), Math.Max(one.High, other.High));

    private static (double Quantile, double Mean, double Good)[] Drawn((double Weight, double Before, double After)[] requests, double quantile, double? limit, int seed)
    {
        var random = new Random(seed);
        var blocks = Math.Min(MostBlocks, requests.Length);
        var drawn = new (double Quantile, double Mean, double Good)[Draws];
        for (var draw = 0; draw < Draws; draw++)
        {
            var some = new List<(double Weight, double Before, double After)>(requests.Length);
            for (var b = 0; b < blocks; b++)
            {
                var block = random.Next(blocks);
                for (var i = (long)block * requests.Length / blocks; i < (long)(block + 1) * requests.Length / blocks; i++)
                {
                    some.Add(requests[i]);
                }
            }

            drawn[draw] = Of(some, quantile, limit);
        }

        return drawn;
    }

    private static (double Quantile, double Mean, double Good) Of(IReadOnlyList<(double Weight, double Before, double After)> requests, double quantile, double? limit)
    {
        var weight = requests.Sum(r => r.Weight);
        return (
            QuantileOf([.. requests.Select(r => (r.After, r.Weight))], quantile), requests.Sum(r => r.Weight * r.After) / weight,
            limit is { } most ? (requests.Where(r => r.After <= most).Sum(r => r.Weight) - requests.Where(r => r.Before <= most).Sum(r => r.Weight)) / weight : double.NaN);
    }

    private static double QuantileOf((double Value, double Weight)[] values, double quantile)
    {
        Array.Sort(values, (a, b) => a.Value.CompareTo(b.Value));
        var left = quantile * values.Sum(v => v.Weight);
        foreach (var (value, weight) in values)
        {
            left -= weight;
            if (left <= 0)
            {
                return value;
            }
        }

        return values[^1].Value;
    }

    /// <param name="least">No less is possible.</param>
    private static Estimate Interval(double value, double least, IEnumerable<double> drawn)
    {
        var sorted = drawn.Where(double.IsFinite).Order().ToList();
        return sorted.Count == 0 ? new Estimate(value, double.NaN, double.NaN) : new Estimate(
            value,
            Math.Max(least, value - (Measured * Math.Max(0, value - sorted[(int)(0.05 * sorted.Count)]))),
            value + (Measured * Math.Max(0, sorted[(int)(0.95 * sorted.Count)] - value)));
    }

    private static double Root(TraceEvidence trace) => Entry(trace).DurationNanos;

    private static SpanEvidence Entry(TraceEvidence trace) => trace.Spans.First(s => s.ParentSpanId.Length == 0);
}
