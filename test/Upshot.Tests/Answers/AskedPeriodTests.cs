using System.Globalization;
using Upshot.Answers;

namespace Upshot.Tests.Answers;

public sealed class AskedPeriodTests
{
    private static readonly DateTimeOffset s_now = new(2026, 11, 28, 7, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("2026", "2026-01-01T00:00Z", "2027-01-01T00:00Z")]
    [InlineData("2026-Q4", "2026-10-01T00:00Z", "2027-01-01T00:00Z")]
    [InlineData("2026-q1", "2026-01-01T00:00Z", "2026-04-01T00:00Z")]
    [InlineData(" 2026-12 ", "2026-12-01T00:00Z", "2027-01-01T00:00Z")]
    [InlineData("2024-02-29", "2024-02-29T00:00Z", "2024-03-01T00:00Z")]
    [InlineData("2d", "2026-11-26T07:00Z", "2026-11-28T07:00Z")]
    [InlineData("2026-03-01..2026-03-02T12:00Z", "2026-03-01T00:00Z", "2026-03-02T12:00Z")]
    public void A_period_is_read_as_people_write_it(string text, string from, string to)
    {
        var period = AskedPeriod.Parse(text, s_now);
        Assert.Equal((DateTimeOffset.Parse(from, CultureInfo.InvariantCulture), DateTimeOffset.Parse(to, CultureInfo.InvariantCulture)), (period.From, period.To));
    }

    [Theory]
    [InlineData("")]
    [InlineData("2026-Q5")]
    [InlineData("2026-13")]
    [InlineData("0001")]
    [InlineData("9999-12-31")]
    [InlineData("now")]
    [InlineData("1773133200")]
    [InlineData("last year")]
    [InlineData("2026-03-02..2026-03-01")]
    [InlineData("99999999d")]
    [InlineData("..")]
    public void What_is_no_period_is_said_with_what_is_one(string text) => Assert.Contains("Write ", Assert.Throws<UnreadableException>(() => AskedPeriod.Parse(text, s_now)).Message, StringComparison.Ordinal);
}
