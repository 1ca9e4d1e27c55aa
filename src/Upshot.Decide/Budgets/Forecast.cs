using MathNet.Numerics.Distributions;
using Upshot.Evidence;

namespace Upshot.Decide.Budgets;

/// <summary>How long a budget lasts, with 90 % of what may come.</summary>
/// <param name="Middle">As likely sooner as later; null: rather never.</param>
/// <param name="High">Null: it may never be spent.</param>
/// <param name="Basis">Over which time it was as it is now: what the rate is taken from.</param>
public sealed record Forecast(TimeSpan? Middle, TimeSpan Low, TimeSpan? High, TimeSpan Basis)
{
    private const double Tail = 0.05;

    /// <summary>An earlier time whose rate differs by more than this many standard errors was another one.</summary>
    private const double Alike = 2.6;

    private const int Segments = 8, Rounds = 4, Days = 7;
    private static readonly TimeSpan[] s_bases = [.. new[] { 1, 2, 4, 8, 16, 24, 48, 96, 168 }.Select(h => TimeSpan.FromHours(h))];

    /// <summary>Null: nothing failed lately, so nothing can be said.</summary>
    /// <param name="point">When it is spent at the rate of the last hour: where the search begins.</param>
    internal static Forecast? Of(CountSeries series, BudgetPeriod period, double target, DateTimeOffset now, TimeSpan point, double? expected)
    {
        var usual = Usual(series, now);
        var basis = BasisOf(series, now, usual);
        var count = series.Sum(TimeRange.Last(basis, now));
        if (count.Bad == 0)
        {
            return null;
        }

        var own = Dispersion(series, TimeRange.Last(basis, now));
        var dispersion = basis >= TimeSpan.FromDays(1) ? own : Math.Max(usual, own);
        return At(1 - Tail) is { } low ? new(At(0.5), low, At(Tail), basis) : null;

        // The mean rate of what is to come hangs on how well the past tells it, and on chance until then; how long that is hangs on the rate.
        TimeSpan? At(double share)
        {
            TimeSpan? reached = point;
            for (var round = 0; round < Rounds; round++)
            {
                var horizon = reached ?? period.Length;
                var mean = (count.Bad + 0.5) / basis.TotalMinutes;
                var variance = mean * dispersion * ((1 / basis.TotalMinutes) + (1 / Math.Max(1, horizon.TotalMinutes)));
                var rate = Gamma.InvCDF(mean * mean / variance, mean / variance, share);
                reached = Exhaustion.After(series, period, target, rate, count.Total / basis.TotalMinutes, expected);
            }

            return reached;
        }
    }

    /// <summary>The longest time over which failures came as in the last hour: it reaches back as long as what came before was no other.</summary>
    private static TimeSpan BasisOf(CountSeries series, DateTimeOffset now, double usual)
    {
        var basis = s_bases[0];
        foreach (var longer in s_bases.Skip(1))
        {
            if (!(series.First <= now - longer) || !IsAlike(series, TimeRange.Last(basis, now), new TimeRange(now - longer, now - basis), usual))
            {
                break;
            }

            basis = longer;
        }

        return basis;
    }

    private static bool IsAlike(CountSeries series, TimeRange latest, TimeRange earlier, double usual)
    {
        var (now, before) = (series.Sum(latest), series.Sum(earlier));
        if (now.Total == 0 || before.Total == 0)
        {
            return true;
        }

        var rate = (double)(now.Bad + before.Bad) / (now.Total + before.Total);
        var dispersion = Math.Max(usual, Math.Max(Dispersion(series, latest), Dispersion(series, earlier)));
        var error = Math.Sqrt(dispersion * rate * ((1.0 / now.Total) + (1.0 / before.Total)));
        return Math.Abs(now.BadRatio!.Value - before.BadRatio!.Value) <= Alike * error;
    }

    /// <summary>A few hours cannot show how much hours differ: the median of the last days' hours can, whatever level each day was on.</summary>
    private static double Usual(CountSeries series, DateTimeOffset now)
    {
        var days = Enumerable.Range(0, Days).Select(d => new TimeRange(now.AddDays(-d - 1), now.AddDays(-d))).Where(d => series.First <= d.From).Select(d => Dispersion(series, d)).Order().ToList();
        return days.Count == 0 ? 1 : days[days.Count / 2];
    }

    /// <summary>
    /// How much more failures vary than independent ones would (variance over mean; at least 1): by hours, or parts of less; of longer times the mean of that and by eighths, for
    /// failures come in troubles that last.
    /// </summary>
    private static double Dispersion(CountSeries series, TimeRange range)
    {
        return Math.Max(1, range.Length.TotalHours > Segments ? (By((int)range.Length.TotalHours) + By(Segments)) / 2 : By(Math.Max(Segments / 2, (int)range.Length.TotalHours)));

        double By(int parts)
        {
            var all = series.Sum(range);
            var (sum, known) = (0.0, 0);
            for (var i = 0; i < parts; i++)
            {
                var part = series.Sum(new TimeRange(range.From + (range.Length * ((double)i / parts)), range.From + (range.Length * ((double)(i + 1) / parts))));
                var mean = all.Total == 0 ? 0 : (double)all.Bad * part.Total / all.Total;
                if (mean > 0)
                {
                    sum += (part.Bad - mean) * (part.Bad - mean) / mean;
                    known++;
                }
            }

            return known > 1 ? sum / (known - 1) : 1;
        }
    }
}
