using Upshot.Decide.Alerting;
using Upshot.Decide.Budgets;
using Upshot.Evidence;
using static Upshot.Decide.Tests.Alerting.AlertCases;

namespace Upshot.Decide.Tests.Alerting;

public class OnsetTests
{
    private static DateTimeOffset? Of(int minutes, Func<int, (int Total, int Bad)> at) => Onset.Of(
        new CountSeries(Enumerable.Range(0, minutes).Select(m => (Minute: Noon.AddMinutes(m), Count: at(m))).Select(m => new MinuteCount(m.Minute, m.Count.Total - m.Count.Bad, m.Count.Total))), new TimeRange(Noon, Noon.AddMinutes(minutes)));

    [Theory]
    [InlineData(30)]
    [InlineData(350)]
    public void Trouble_begins_where_the_share_of_failures_changes(int minute) =>
        Assert.Equal(Noon.AddMinutes(minute), Of(360, m => (100, m >= minute ? 20 : m % 17 == 0 ? 1 : 0)));

    [Fact]
    public void A_few_failures_before_it_are_not_its_beginning() =>
        Assert.Equal(Noon.AddMinutes(200), Of(240, m => (50, m >= 200 ? 25 : m % 40 == 0 ? 2 : 0)));

    [Fact]
    public void Minutes_without_traffic_are_neither() =>
        Assert.Equal(Noon.AddMinutes(100), Of(160, m => m % 3 != 1 ? (0, 0) : (10, m >= 100 ? 5 : 0)));

    [Fact]
    public void Nothing_begins_where_nothing_fails() => Assert.Null(Of(60, _ => (100, 0)));

    [Fact]
    public void What_failed_all_the_time_began_with_the_first_minute() => Assert.Equal(Noon, Of(60, _ => (100, 50)));
}
