using Upshot.Tests.Running;

namespace Upshot.Tests.Commands;

/// <summary>Numbers of options that are none, or beyond what they may be: told with the option, and nothing is asked of a server.</summary>
public sealed class NumberRangeTests
{
    [Theory]
    [InlineData("--weeks", "cost --weeks x")]
    [InlineData("--weeks is 53; it takes a number from 1 to 52", "cost --weeks 53")]
    [InlineData("--traces", "rank --traces many")]
    [InlineData("--traces is 0; it takes a number from 1 to 10000", "rank --traces 0")]
    [InlineData("--traces is -5;", "what-if --operation pay --path a --batch --traces -5")]
    [InlineData("--traces", "explain --operation pay --traces 1e99")]
    [InlineData("--every is 0; it takes a number from 1 to 3600 seconds", "compare 1 2 --watch --every 0")]
    [InlineData("--every", "compare 1 2 --watch --every x")]
    [InlineData("--seconds is NaN;", "demo --seconds NaN")]
    [InlineData("--days", "review --days x")]
    public async Task A_number_that_is_none_or_too_large_is_told_with_its_option(string said, string command)
    {
        var ended = await UpshotProgram.Run(command.Split(' '));

        Assert.Equal((1, ""), (ended.Code, ended.Output));
        Assert.Contains(said, ended.Errors);
        Assert.DoesNotContain("   at ", ended.Errors);
    }
}
