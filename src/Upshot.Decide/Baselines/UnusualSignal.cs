using System.Globalization;
using MathNet.Numerics.Distributions;

namespace Upshot.Decide.Baselines;

/// <summary>A signal that is not as it is at that hour of the week.</summary>
/// <param name="Since">The step from which on it is.</param>
/// <param name="Value">A mean over the last quarter of an hour, for five minutes.</param>
/// <param name="Usual">The same at this time of other weeks.</param>
public sealed record UnusualSignal(DateTimeOffset Since, double Value, double Usual)
{
    private const int Short = 3, Long = SignalPast.StepsADay, Refractory = SignalPast.StepsAnHour, Looked = 4 * SignalPast.StepsAnHour;

    /// <summary>Quarters of an hour that are normally distributed have one by chance in a hundred days; it tells nobody without a burning budget.</summary>
    private const double Chance = 1e-4;

    /// <summary>In spreads of the hour of the week.</summary>
    internal const double LeastDistance = 3;

    private const double LeastShare = 0.1;

    /// <summary>
    /// Distances from the median of the hour of the week, in its spread; their mean over a short window (a quarter of an hour) against what such distances were over a long one (a day): how
    /// likely it is so far out by chance. An alarm goes on until the short window is back; the next one begins an hour after at the earliest.
    /// </summary>
    /// <param name="end">The step that is running; what is before it counts.</param>
    /// <param name="direction">up, down, both.</param>
    /// <returns>Null: it is as usual, or too little is known to say so.</returns>
    /// <remarks>Source: Ahmad, Lavin, Purdy and Agha, "Unsupervised real-time anomaly detection for streaming data", 2017 (anomaly likelihood).</remarks>
    public static UnusualSignal? Of(SignalPast past, long end, string direction, bool isCount)
    {
        var distances = new Dictionary<long, double?>();
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

        // The short window that ends with a step.
        bool IsFarOut(long step)
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
        bool IsLarge(long step) => UsualValue.At(past, step, isCount) is { } usual
            && Math.Abs(Enumerable.Range(0, Short).Average(i => past[step - i]) - usual.Median) > LeastShare * Math.Abs(usual.Median);

        double? Distance(long step)
        {
            if (!distances.TryGetValue(step, out var distance))
            {
                distances[step] = distance = past[step] is var value && double.IsFinite(value) && UsualValue.At(past, step, isCount) is { } usual ? (value - usual.Median) / usual.Spread : null;
            }

            return distance;
        }
    }

    /// <summary>"is 40 since 14:05, and 120 is usual at this hour of the week".</summary>
    public string Sentence(string name) => string.Create(CultureInfo.InvariantCulture, $"{name} is {Number(Value)} since {Since.UtcDateTime:yyyy-MM-dd HH:mm} UTC, and {Number(Usual)} is usual at this hour of the week (in five minutes).");

    private static string Number(double value) => value.ToString(Math.Abs(value) >= 100 ? "#,0" : "G3", CultureInfo.InvariantCulture);
}
