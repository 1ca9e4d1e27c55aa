using MathNet.Numerics.Distributions;

namespace Upshot.Decide.Baselines;

/// <summary>
/// Distances from the median of the hour of the week, in its spread; their mean over a short window (a quarter of an hour) against what such distances were over a long one (a day): how
/// likely it is so far out by chance. An alarm goes on until the short window is back; the next one begins an hour after at the earliest.
/// </summary>
/// <param name="direction">up, down, both.</param>
/// <remarks>
/// Source: Ahmad, Lavin, Purdy and Agha, "Unsupervised real-time anomaly detection for streaming data", 2017 (anomaly likelihood). What was found of a step is kept, so that a history is walked through once.
/// </remarks>
public sealed class SignalWatch(SignalPast past, string direction, bool isCount)
{
    /// <summary>Quarters of an hour that are normally distributed have one by chance in a hundred days; it tells nobody without a burning budget.</summary>
    public const double Chance = 1e-4;

    /// <summary>Steps in which a change is seen at the latest where it is large enough: the short window, and the step that was running.</summary>
    public static readonly TimeSpan Seen = (Short + 1) * SignalPast.Step;

    /// <summary>In spreads of the hour of the week.</summary>
    internal const double LeastDistance = 3;

    private const int Short = 3, Long = SignalPast.StepsADay, Refractory = SignalPast.StepsAnHour, Looked = 4 * SignalPast.StepsAnHour;
    private const double LeastShare = 0.1;
    private readonly Dictionary<long, double?> _distances = [];
    private readonly Dictionary<long, bool> _farOut = [];

    /// <param name="end">The step that is running; what is before it counts.</param>
    /// <returns>Null: it is as usual, or too little is known to say so.</returns>
    public UnusualSignal? At(long end)
    {
        var (since, free) = ((long?)null, long.MinValue);
        for (var step = end - Looked; step < end; step++)
        {
            if (IsFarOut(step))
            {
                since ??= step >= free ? step : null;
            }
            else if (since is not null)
            {
                (since, free) = (null, step + Refractory);
            }
        }

        if (since is not { } first || UsualValue.At(past, end - 1, isCount) is not { } usual)
        {
            return null;
        }

        return new(SignalPast.TimeOf(first), Enumerable.Range(1, Short).Average(i => past[end - i]), usual.Median);
    }

    private bool IsFarOut(long step)
    {
        if (!_farOut.TryGetValue(step, out var known))
        {
            _farOut[step] = known = Judge(step);
        }

        return known;
    }

    // The short window that ends with a step.
    private bool Judge(long step)
    {
        var near = Enumerable.Range(0, Short).Select(i => Distance(step - i)).OfType<double>().ToList();
        if (near.Count < Short)
        {
            return false;
        }

        var mean = near.Average();
        if (Math.Abs(mean) < LeastDistance || (direction == "up" && mean < 0) || (direction == "down" && mean > 0) || !IsLarge(step))
        {
            return false;
        }

        // The day before the window, in as many steps of its length; its own middle and spread, for what is usual may have moved.
        var day = Enumerable.Range(0, Long / Short).Select(w => Enumerable.Range(1, Short).Select(i => Distance(step - Short - (w * Short) + 1 - i)).OfType<double>().ToList()).Where(w => w.Count == Short).Select(w => w.Average()).ToList();
        if (day.Count < Long / Short / 4)
        {
            return false;
        }

        var middle = Quantiles.Median(day);
        var spread = Math.Max(Quantiles.Spread(day, middle), 1 / Math.Sqrt(Short));
        return Normal.CDF(0, 1, -Math.Abs(mean - middle) / spread) < Chance;
    }

    // What is far out by its spread and differs by less than a tenth is nobody's business.
    private bool IsLarge(long step) => UsualValue.At(past, step, isCount) is { } usual
        && Math.Abs(Enumerable.Range(0, Short).Average(i => past[step - i]) - usual.Median) > LeastShare * Math.Abs(usual.Median);

    private double? Distance(long step)
    {
        if (!_distances.TryGetValue(step, out var distance))
        {
            _distances[step] = distance = past[step] is var value && double.IsFinite(value) && UsualValue.At(past, step, isCount) is { } usual ? (value - usual.Median) / usual.Spread : null;
        }

        return distance;
    }
}
