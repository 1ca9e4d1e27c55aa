using Upshot.Decide.Comparison.LikeWindows;
using Upshot.Decide.Comparison.Variances;

namespace Upshot.Decide.Tests.Comparison.LikeWindows;

public class PartOfWeekTests
{
    [Theory]
    [InlineData("2026-03-06T23:59:59Z", "UTC", false)]
    [InlineData("2026-03-07T00:00:00Z", "UTC", true)]
    [InlineData("2026-03-08T23:59:59Z", "UTC", true)]
    [InlineData("2026-03-09T00:30:00+01:00", "UTC", true)]
    [InlineData("2026-03-09T00:30:00+01:00", "Europe/Berlin", false)]
    [InlineData("2026-03-08T23:59:59Z", "America/Los_Angeles", true)]
    [InlineData("2026-03-09T06:59:59Z", "America/Los_Angeles", true)]
    [InlineData("2026-03-09T07:00:00Z", "America/Los_Angeles", false)]
    public void Weekends_are_those_of_a_zone(string time, string zone, bool isWeekend) => Assert.Equal(isWeekend, PartOfWeek.IsWeekend(Time(time), TimeZoneInfo.FindSystemTimeZoneById(zone)));

    // Clocks there went forward on 29 March: nine o'clock was eight in UTC before, and is seven after.
    [Theory]
    [InlineData("UTC", "2026-03-28T07:00:00Z")]
    [InlineData("Europe/Berlin", "2026-03-28T08:00:00Z")]
    public void Like_hours_are_those_of_a_zone(string zone, string before) =>
        Assert.Equal(Time(before), PartOfWeek.DaysBefore(Time("2026-03-30T07:00:00Z"), 2, TimeZoneInfo.FindSystemTimeZoneById(zone)));

    [Fact]
    public void Without_a_difference_between_the_parts_nothing_is_added() =>
        Assert.Equal(0, PartOfWeek.Variance([Slot([1.1, 0.9, 1.0, 1.05, 0.95], 2)], 0, [], 0.01));

    [Fact]
    public void The_squared_difference_less_chance_counts_by_the_other_parts_share_in_the_mean()
    {
        // Own days at 1.0, three others at 2.0: a difference of 1; of five days three are others.
        var slot = Slot([1, 1, 2, 2, 2], 2);
        Assert.Equal(0.36 * (1 - (0.06 * ((1.0 / 2) + (1.0 / 3)))), PartOfWeek.Variance([slot], 0, [], 0.06), 9);

        // A slope takes out what the window before knew: other days began one higher.
        Assert.Equal(0, PartOfWeek.Variance([slot with { Before = [[0], [0], [1], [1], [1]] }], 0, [1], 0));
    }

    [Fact]
    public void A_slot_whose_parts_agree_takes_the_mean_of_all_slots()
    {
        var (alike, apart) = (Slot([1, 1, 1], 1), Slot([1, 3, 3], 1));
        Assert.Equal(4.0 / 9 * 2, PartOfWeek.Variance([alike, apart], 0, [], 0), 9);
        Assert.Equal(4.0 / 9 * 4, PartOfWeek.Variance([alike, apart], 1, [], 0), 9);
    }

    [Fact]
    public void An_interval_over_days_of_another_part_is_wider()
    {
        var processes = new SampleVariance(0.0001, 20);
        double[] after = [1.02, 1.31, 1.29, 1.30, 1.33];
        var slot = Slot(after, 1);
        var (blind, aware) = (LikeWindowTest.Test([slot with { IsOtherPart = [] }], 0, 1.0, [0], processes, true), LikeWindowTest.Test([slot], 0, 1.0, [0], processes, true));
        Assert.True(aware.Test.Variance > blind.Test.Variance + 0.03, $"{aware.Test.Variance} against {blind.Test.Variance}");
    }

    [Fact]
    public void Own_days_keep_their_covariates() =>
        Assert.Equal([[0.0], [2.0]], PartOfWeek.Own(new SlotDays([1, 2, 3], [[0], [1], [2]]) { IsOtherPart = [false, true, false] }).Before);

    [Fact]
    public void The_gain_of_the_time_before_is_the_part_of_the_spread_that_it_explains()
    {
        double[] before = [4.60, 4.62, 4.58, 4.61, 4.59];
        var tracks = LikeWindowTest.Test([new SlotDays([.. before.Select(b => b + 0.1)], [.. before.Select(b => new[] { b })])], 0, 4.7, [4.6], new SampleVariance(0.001, 20), true);
        Assert.Equal(1, tracks.Explained, 9);
        double[] after = [4.71, 4.70, 4.68, 4.74, 4.67];
        // The published vector: squares 0.0030 around the mean (4 degrees), 0.00179 around the line (3 degrees).
        Assert.Equal(1 - (0.000597 / 0.00075), LikeWindowTest.Test([new SlotDays(after, [.. before.Select(b => new[] { b })])], 0, 4.85, [4.63], new SampleVariance(0.001, 20), true).Explained, 3);
    }

    private static SlotDays Slot(double[] after, int own) => new(after, [.. after.Select(_ => new[] { 0.0 })]) { IsOtherPart = [.. after.Select((_, i) => i >= own)] };

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
