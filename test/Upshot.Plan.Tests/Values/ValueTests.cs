using Upshot.Plan.Values;

namespace Upshot.Plan.Tests.Values;

public sealed class ValueTests
{
    [Theory]
    [InlineData("300ms", 300)]
    [InlineData("1.5s", 1_500)]
    [InlineData("1h30m", 5_400_000)]
    [InlineData("28d", 28 * 86_400_000L)]
    [InlineData("2w", 14 * 86_400_000L)]
    [InlineData("250us", 0.25)]
    [InlineData("0s", 0)]
    public void A_duration_is_a_number_with_a_unit(string text, double milliseconds)
    {
        Assert.True(Duration.TryParse(text, out var value));
        Assert.Equal(milliseconds, value.TotalMilliseconds);
        Assert.Matches(Duration.Pattern, text);
    }

    [Theory]
    [InlineData("")]
    [InlineData("300")]
    [InlineData("ms")]
    [InlineData("300 ms")]
    [InlineData("300sec")]
    [InlineData("-1s")]
    [InlineData("1..5s")]
    [InlineData("999999999999999999d")]
    [InlineData("٣s")]
    public void Anything_else_is_no_duration(string text) => Assert.False(Duration.TryParse(text, out _));

    [Theory]
    [InlineData("28d")]
    [InlineData("90m")]
    [InlineData("300ms")]
    [InlineData("250us")]
    public void A_duration_is_printed_as_it_is_written(string text)
    {
        Duration.TryParse(text, out var value);
        Assert.Equal(text, Duration.Format(value));
    }

    [Theory]
    [InlineData("99.9%", 0.999)]
    [InlineData("0.999", 0.999)]
    [InlineData("99.99 %", 0.9999)]
    [InlineData("-30%", -0.3)]
    [InlineData("+5%", 0.05)]
    [InlineData("0", 0)]
    public void A_share_is_a_percentage_or_a_fraction(string text, double value)
    {
        Assert.True(Share.TryParse(text, out var share));
        Assert.Equal(value, share);
    }

    [Theory]
    [InlineData("%")]
    [InlineData("1e999")]
    [InlineData(".nan")]
    [InlineData(".inf")]
    [InlineData("ninety")]
    [InlineData("99,9%")]
    [InlineData("9999999999999999999999999999999999%")]
    public void Anything_else_is_no_share(string text) => Assert.False(Share.TryParse(text, out _));

    [Fact]
    public void The_share_of_a_percentage_is_the_nearest_double() =>
        Assert.All(Enumerable.Range(1, 9_999), n =>
        {
            Share.TryParse($"{n / 100}.{n % 100:00}%", out var value);
            Assert.Equal(n / 10_000.0, value);
        });

    [Theory]
    [InlineData("-30%..-10%", -0.3, -0.1)]
    [InlineData("-0.3 .. 0.1", -0.3, 0.1)]
    [InlineData("0%..0%", 0, 0)]
    public void A_change_is_an_interval(string text, double low, double high)
    {
        Assert.True(ChangeInterval.TryParse(text, out var from, out var to));
        Assert.Equal((low, high), (from, to));
        Assert.Matches(ChangeInterval.Pattern, text);
    }

    [Theory]
    [InlineData("10GB", 10_000_000_000)]
    [InlineData("1.5 kB", 1_500)]
    [InlineData("1GiB", 1L << 30)]
    [InlineData("7B", 7)]
    public void An_amount_of_data_has_a_unit_of_ten_or_two(string text, long bytes)
    {
        Assert.True(ByteSize.TryParse(text, out var value));
        Assert.Equal(bytes, value);
        Assert.Matches(ByteSize.Pattern, text);
    }

    [Fact]
    public void Every_measure_has_a_name_that_reads_back() =>
        // Outcomes have the names that the plan gives them.
        Assert.All(Enum.GetValues<Measure>().Where(m => m != Measure.Outcome), measure => Assert.True(MeasureName.TryParse(MeasureName.Of(measure), out var back) && back == measure));
}
