using Shop.Load;

namespace Upshot.Shop.Tests;

public sealed class ScheduleTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Fact]
    public void The_same_seed_makes_the_same_visits()
    {
        Assert.Equal(Written(Schedule.Make(7, 20, Minute)), Written(Schedule.Make(7, 20, Minute)));
        Assert.NotEqual(Written(Schedule.Make(7, 20, Minute)), Written(Schedule.Make(8, 20, Minute)));
    }

    [Fact]
    public void Visits_arrive_at_the_mean_rate_and_most_of_them_at_noon()
    {
        var visits = Schedule.Make(1, 50, TimeSpan.FromMinutes(10));

        // A Poisson count of mean 30,000 is within 5 standard deviations of it.
        Assert.InRange(visits.Count, 30_000 - 866, 30_000 + 866);
        var noon = visits.Count(v => v.Start >= TimeSpan.FromMinutes(4) && v.Start < TimeSpan.FromMinutes(6));
        var night = visits.Count(v => v.Start < TimeSpan.FromMinutes(1) || v.Start >= TimeSpan.FromMinutes(9));
        Assert.InRange((double)noon / night, 1.9, 2.4);
    }

    [Fact]
    public void Every_buyer_fills_a_cart_before_checking_out()
    {
        var buyers = Schedule.Make(3, 50, Minute).Where(v => v.Journey == "buyer").ToList();

        Assert.NotEmpty(buyers);
        Assert.All(buyers, buyer =>
        {
            Assert.Equal(Operation.Checkout, buyer.Steps[^1].Operation);
            Assert.Equal(Operation.AddToCart, buyer.Steps[^2].Operation);
        });
    }

    [Fact]
    public void The_day_curve_has_a_mean_of_one() =>
        Assert.Equal(1, Enumerable.Range(0, 1000).Average(i => Schedule.DayCurve((i + 0.5) / 1000)), 6);

    private static string Written(IEnumerable<Visit> visits) =>
        string.Join('\n', visits.Select(v => $"{v.Number} {v.Start} {v.Journey} {string.Join(' ', v.Steps)}"));
}
