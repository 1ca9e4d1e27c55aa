using Upshot.Decide.Exports;

namespace Upshot.Decide.Tests.Exports;

public class MomentTests
{
    private const long Second = 1_700_000_000;

    [Theory]
    [InlineData("1700000000", Second * 1_000_000_000)]
    [InlineData("1700000000.25", (Second * 1_000_000_000) + 250_000_000)]
    [InlineData("1700000000123", (Second * 1_000_000_000) + 123_000_000)]
    [InlineData("1700000000123456", (Second * 1_000_000_000) + 123_456_000)]
    [InlineData("1700000000123456789", (Second * 1_000_000_000) + 123_456_789)]
    [InlineData("1.7e9", Second * 1_000_000_000)]
    [InlineData("2023-11-14T22:13:20Z", Second * 1_000_000_000)]
    [InlineData("2023-11-14T22:13:20.123456789Z", (Second * 1_000_000_000) + 123_456_789)]
    [InlineData("2023-11-14 22:13:20,250", (Second * 1_000_000_000) + 250_000_000)]
    [InlineData("2023/11/14 22:13:20", Second * 1_000_000_000)]
    [InlineData("2023-11-15T00:13:20+02:00", Second * 1_000_000_000)]
    [InlineData("2023-11-15T00:13:20+0200", Second * 1_000_000_000)]
    [InlineData("2023-11-14 22:13:20.5 +0000 UTC m=+0.146282408", (Second * 1_000_000_000) + 500_000_000)]
    [InlineData("\"2023-11-14T22:13:20Z\"", Second * 1_000_000_000)]
    [InlineData("14/Nov/2023:22:13:20 +00:00", Second * 1_000_000_000)]
    public void Every_way_of_writing_a_time_is_the_same_moment(string text, long nanos)
    {
        Assert.True(Moment.TryParse(text, out var found));
        Assert.Equal(nanos, found);
    }

    [Theory]
    [InlineData("")]
    [InlineData("soon")]
    [InlineData("NaN")]
    [InlineData("1e300")]
    [InlineData("2023-13-14T22:13:20Z")]
    [InlineData("2023-02-30T22:13:20Z")]
    [InlineData("9999-99-99 99:99:99")]
    public void What_is_no_time_is_none(string text) => Assert.False(Moment.TryParse(text, out _));
}
