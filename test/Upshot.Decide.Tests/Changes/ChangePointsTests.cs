using Upshot.Decide.Changes;
using Upshot.Decide.Tests.Series;

namespace Upshot.Decide.Tests.Changes;

public class ChangePointsTests
{
    /// <summary>Annual flow of the Nile at Aswan from 1871 on (Cobb 1978): the dam of 1898 shows, at row 28 (R's strucchange: breakpoint 28).</summary>
    private static readonly double[] Nile =
    [
        1120, 1160, 963, 1210, 1160, 1160, 813, 1230, 1370, 1140, 995, 935, 1110, 994, 1020, 960, 1180, 799, 958, 1140, 1100, 1210, 1150, 1250, 1260, 1220, 1030, 1100, 774, 840,
        874, 694, 940, 833, 701, 916, 692, 1020, 1050, 969, 831, 726, 456, 824, 702, 1120, 1100, 832, 764, 821, 768, 845, 864, 862, 698, 845, 744, 796, 1040, 759, 781, 865, 845, 944,
        984, 897, 822, 1010, 771, 676, 649, 846, 812, 742, 801, 1040, 860, 874, 848, 890, 744, 749, 838, 1050, 918, 986, 797, 923, 975, 815, 1020, 906, 901, 1170, 912, 746, 919, 718, 714, 740,
    ];

    [Fact]
    public void The_dam_at_Aswan_is_found()
    {
        var change = Assert.Single(ChangePoints.Of(DrawnSeries.Of(Nile.Length, i => Nile[i])));
        Assert.Equal(28, change.Index);
        Assert.Equal(1097.75, change.Before, 2);
        Assert.Equal(849.97, change.After, 2);
        Assert.InRange(change.After - change.Before, change.Low, change.High);
        Assert.True(change.High < 0);
    }

    [Theory]
    [InlineData(0, 0.02)]
    [InlineData(0.8, 0.1)]
    [InlineData(0.5, 0.05)]
    public void A_series_that_only_wanders_has_no_change(double kept, double mostAlarms)
    {
        var alarms = Enumerable.Range(0, 60).Count(seed =>
        {
            var values = DrawnSeries.Wandering(300, kept, seed);
            return ChangePoints.Of(DrawnSeries.Of(300, i => values[i])).Count > 0;
        });
        Assert.InRange(alarms / 60.0, 0, mostAlarms);
    }

    [Fact]
    public void A_step_and_a_bend_are_found_where_they_are()
    {
        var random = new Random(1);
        var series = DrawnSeries.Of(400, i => (i < 120 ? 0 : 8) + (i < 260 ? 0 : 0.1 * (i - 260)) + DrawnSeries.Normal(random));
        var changes = ChangePoints.Of(series);
        Assert.Equal(2, changes.Count);
        Assert.InRange(changes[0].Index, 119, 121);
        Assert.InRange(changes[1].Index, 240, 290);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(50)]
    public void A_constant_has_no_change(int count) => Assert.Empty(ChangePoints.Of(DrawnSeries.Of(count, _ => 1e9 + 0.1)));

    [Fact]
    public void A_long_series_is_searched_too()
    {
        var random = new Random(2);
        var change = Assert.Single(ChangePoints.Of(DrawnSeries.Of(30_000, i => (i < 12_345 ? 5 : 7) + DrawnSeries.Normal(random))));
        Assert.InRange(change.Index, 12_330, 12_360);
    }
}
