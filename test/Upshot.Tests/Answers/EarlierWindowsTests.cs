using Upshot.Answers.Comparisons;
using Upshot.Evidence;

namespace Upshot.Tests.Answers;

/// <summary>Which time of earlier releases says how processes of one version differ.</summary>
public class EarlierWindowsTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 3, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(240, 60)] // Much longer than what is compared.
    [InlineData(60, 50)] // As long: what is left of it once it had settled.
    [InlineData(40, 32)]
    [InlineData(30, 0)] // Less than half of the time says too little.
    public void A_release_that_ran_no_longer_than_the_present_one_is_learnt_from(int earlierMinutes, int learntMinutes)
    {
        VersionLife Life(string version, int from, int to) => new("shop", version, "", "cart", Now.AddMinutes(from), Now.AddMinutes(to), 1000);
        var (before, after) = (Life("1.1", -600, 0), Life("1.2", -60, 0));
        var operation = new ComparedOperation("shop", "", "cart", "1.1", "1.2", [Life("1.0", -600 - earlierMinutes, -600), before, after]);
        var windows = EarlierWindows.Of(operation, ComparedTime.Of([before], [after], new TimeRange(Now.AddDays(-30), Now)));
        Assert.Equal(learntMinutes == 0 ? [] : [learntMinutes], windows.Select(w => w.Range.Length.TotalMinutes));
        Assert.All(windows, w => Assert.True(w.Range.To <= Now.AddMinutes(-600)));
    }
}
