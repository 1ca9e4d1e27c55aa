using Upshot.Plan.Migrations;

namespace Upshot.Plan.Tests.Migrations;

/// <summary>Factors by The Unified Code for Units of Measure, version 2.2.</summary>
public sealed class UnitConversionTests
{
    [Theory]
    [InlineData("ms", "s", 250, 0.25)]
    [InlineData("s", "ms", 0.25, 250)]
    [InlineData("ns", "us", 1500, 1.5)]
    [InlineData("min", "s", 2, 120)]
    [InlineData("h", "min", 1.5, 90)]
    [InlineData("d", "h", 2, 48)]
    [InlineData("wk", "d", 1, 7)]
    [InlineData("By", "KiBy", 2048, 2)]
    [InlineData("MiBy", "By", 1, 1048576)]
    [InlineData("kBy", "By", 1, 1000)]
    [InlineData("GBy", "MBy", 3, 3000)]
    [InlineData("bit", "By", 16, 2)]
    [InlineData("Mbit", "kBy", 8, 1000)]
    [InlineData("%", "1", 50, 0.5)]
    [InlineData("1", "%", 0.5, 50)]
    [InlineData("{request}", "{call}", 7, 7)]
    [InlineData("{request}", "1", 7, 7)]
    [InlineData("By/s", "KiBy/s", 2048, 2)]
    [InlineData("{request}/min", "{request}/s", 120, 2)]
    [InlineData("/min", "/s", 120, 2)]
    [InlineData("Cel", "K", 20, 293.15)]
    [InlineData("K", "Cel", 293.15, 20)]
    [InlineData("[degF]", "Cel", 212, 100)]
    [InlineData("Cel", "[degF]", 0, 32)]
    [InlineData("MHz", "Hz", 2, 2e6)]
    [InlineData("kWh", "J", 1, 3.6e6)]
    public void A_value_is_converted_there_and_back(string from, string to, double value, double converted)
    {
        var conversion = UnitConversion.Between(from, to)!;
        Assert.Equal(converted, conversion.Apply(value), 9);
        Assert.Equal(value, conversion.Inverse.Apply(converted), 9);
        Assert.Equal(value, conversion.Then(conversion.Inverse).Apply(value), 9);
    }

    [Theory]
    [InlineData("ms", "By")]
    [InlineData("s", "S")]
    [InlineData("parsec", "m")]
    [InlineData("By", "By/s")]
    [InlineData("Cel/s", "K/s")]
    [InlineData("{order}", "s")]
    public void Units_of_different_things_are_not_converted(string from, string to) => Assert.Null(UnitConversion.Between(from, to));

    [Fact]
    public void A_thousandth_is_exact() => Assert.Equal(0.3, UnitConversion.Between("ms", "s")!.Apply(300));
}
