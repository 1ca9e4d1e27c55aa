using MathNet.Numerics.Distributions;
using Upshot.Decide.Budgets;
using Upshot.Evidence;
using Upshot.Plan;

namespace Upshot.Decide.Tests.Budgets;

public class ForecastTests
{
    private static readonly DateTimeOffset s_start = new(2024, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly Objective s_promise = new("works", new("upshot.yaml", 1, 1)) { Target = 0.99, Window = new BudgetWindow { Length = TimeSpan.FromDays(28) } };

    // Months of a service that kept its promise and then burns 1.5 to 5 times its budget for some days, with failures that come singly or in troubles (variance
    // up to 12 times the mean). What is forecast is held against what then came.
    [Fact]
    public void Nine_of_ten_budgets_are_spent_within_their_interval()
    {
        var random = new Random(20240101);
        var (held, asked) = (0, 0);
        for (var month = 0; asked < 200 && month < 2000; month++)
        {
            var (burn, dispersion, since) = (1.5 + (3.5 * random.NextDouble()), 1.01 + (11 * random.NextDouble()), 1 + random.Next(9));
            var now = s_start.AddDays(28);
            var counts = Enumerable.Range(0, 24 * 60).SelectMany(h => Hour(random, h, h < 24 * (28 - since) ? 0.3 : burn, dispersion)).ToList();
            var budget = Budget.Of(s_promise, new CountSeries(counts.Where(c => c.Minute < now)), now);
            if (budget.Forecast is not { } forecast)
            {
                continue;
            }

            // What is not spent within a month after is never spent: all of the window is then as it is now.
            var truth = SpentAfter(new CountSeries(counts), now) ?? TimeSpan.MaxValue;
            asked++;
            held += truth >= forecast.Low - TimeSpan.FromHours(1) && (forecast.High is not { } high || truth <= high + TimeSpan.FromHours(1)) ? 1 : 0;
        }

        Assert.Equal(200, asked);
        Assert.InRange(held / 200.0, 0.85, 0.95);
    }

    [Fact]
    public void A_rate_that_began_an_hour_ago_is_not_mixed_with_the_days_before()
    {
        var counts = Enumerable.Range(0, 60 * 24 * 10).Select(m => new MinuteCount(s_start.AddMinutes(m), m < 60 * 239 ? 995 : 900, 1000)).ToList();
        var budget = Budget.Of(s_promise, new CountSeries(counts), s_start.AddDays(10));

        var forecast = Assert.IsType<Forecast>(budget.Forecast);
        Assert.Equal(TimeSpan.FromHours(1), forecast.Basis);
        Assert.InRange(forecast.Middle!.Value, forecast.Low, forecast.High ?? TimeSpan.MaxValue);
        Assert.InRange(budget.Exhaustion!.Value, forecast.Low, forecast.High ?? TimeSpan.MaxValue);
        Assert.True(forecast.Low > TimeSpan.Zero);
    }

    [Fact]
    public void Nothing_is_forecast_of_a_budget_that_is_spent_or_lasts()
    {
        Assert.Null(Budget.Of(s_promise, new CountSeries([new(s_start, 0, 100)]), s_start.AddHours(1)).Forecast);
        Assert.Null(Budget.Of(s_promise, new CountSeries([new(s_start, 100, 100)]), s_start.AddHours(1)).Forecast);
        Assert.Null(Budget.Of(s_promise, new CountSeries([]), s_start.AddHours(1)).Forecast);
    }

    // A trouble lasts an hour; within it failures are independent.
    private static IEnumerable<MinuteCount> Hour(Random random, int hour, double burn, double dispersion)
    {
        const int Total = 330;
        var mean = 6 * Total * 0.01 * burn;
        var rate = Gamma.Sample(random, mean / (dispersion - 0.999), 1 / (dispersion - 0.999));
        for (var part = 0; part < 6; part++)
        {
            var bad = Math.Min(Total, Poisson.Sample(random, Math.Max(1e-9, rate / 6)));
            yield return new(s_start.AddHours(hour).AddMinutes(10 * part), Total - bad, Total);
        }
    }

    private static TimeSpan? SpentAfter(CountSeries series, DateTimeOffset now)
    {
        for (var hours = 0; hours < 24 * 32; hours++)
        {
            var at = now.AddHours(hours);
            var count = series.Sum(TimeRange.Last(s_promise.Window.Length, at));
            if (count.Bad >= 0.01 * count.Total)
            {
                return hours == 0 ? null : TimeSpan.FromHours(hours);
            }
        }

        return null;
    }
}
