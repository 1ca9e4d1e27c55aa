using Upshot.Pages;

namespace Upshot.Tests.Pages;

public sealed class FormatTests
{
    [Theory]
    [InlineData(0.0, "0 %")]
    [InlineData(0.001, "0.1 %")]
    [InlineData(0.25, "25 %")]
    [InlineData(0.99997, "99.997 %")]
    [InlineData(1.0, "100 %")]
    [InlineData(4.2071, "421 %")]
    [InlineData(double.NaN, "–")]
    [InlineData(null, "–")]
    public void A_share_is_never_rounded_to_all_or_nothing(double? share, string expected) => Assert.Equal(expected, Format.Percent(share));

    [Theory]
    [InlineData(0.9709, "97 %")]
    [InlineData(0.99996, "99.996 %")]
    [InlineData(0.29, "29 %")]
    public void What_is_good_is_never_said_to_be_better(double share, string expected) => Assert.Equal(expected, Format.AtMostPercent(share));

    [Theory]
    [InlineData(0.234, "24 %")]
    [InlineData(0.0, "0 %")]
    [InlineData(1.0, "100 %")]
    [InlineData(4.2071, "420 %")]
    [InlineData(null, "–")]
    public void What_is_spent_fits_what_the_sentence_says_is_left(double? consumed, string expected) => Assert.Equal(expected, Format.Spent(consumed));

    [Theory]
    [InlineData(-0.304, "−30 %")]
    [InlineData(0.0412, "+4.1 %")]
    [InlineData(0.0, "±0 %")]
    [InlineData(12.0, "×13")]
    [InlineData(1e9, "over ×1000")]
    [InlineData(double.PositiveInfinity, "–")]
    public void A_change_has_its_sign(double change, string expected) => Assert.Equal(expected, Format.Change(change));

    [Theory]
    [InlineData("latency_p95", "P95 latency")]
    [InlineData("error_ratio", "Error ratio")]
    [InlineData("something_new", "something_new")]
    public void A_measure_is_said_in_words(string name, string expected) => Assert.Equal(expected, Format.Measure(name));
}
