using Upshot.Answers;
using Upshot.Evidence;

namespace Upshot.Tests.Answers;

public sealed class ComparedTimesTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 3, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_version_that_came_back_did_not_run_beside_the_one_between_its_lives()
    {
        var times = ComparedTimes.Of([Life("a", 0, 1), Life("a", 2, 3)], [Life("b", 1, 2)], All)!;

        Assert.Equal((new(Noon, Noon.AddHours(3)), new(Noon.AddHours(1), Noon.AddHours(2)), false), (times.Baseline, times.Candidate, times.SideBySide));
    }

    [Fact]
    public void Where_both_ran_for_most_of_the_shorter_time_only_that_counts()
    {
        var times = ComparedTimes.Of([Life("a", 0, 4), Life("a", 6, 9)], [Life("b", 1, 2), Life("b", 7, 10)], All)!;

        Assert.Equal((new(Noon.AddHours(1), Noon.AddHours(9)), true), (times.Baseline, times.SideBySide));
    }

    [Fact]
    public void Lives_are_cut_to_the_time_that_is_looked_at()
    {
        var times = ComparedTimes.Of([Life("a", 0, 4)], [Life("b", 5, 9)], new(Noon.AddHours(3), Noon.AddHours(6)))!;

        Assert.Equal((new(Noon.AddHours(3), Noon.AddHours(4)), new(Noon.AddHours(5), Noon.AddHours(6))), (times.Baseline, times.Candidate));
        Assert.Null(ComparedTimes.Of([Life("a", 0, 4)], [Life("b", 5, 9)], new(Noon, Noon.AddHours(5))));
    }

    private static TimeRange All => new(Noon.AddDays(-1), Noon.AddDays(1));

    private static VersionLife Life(string version, int from, int to) => new("shop", version, "", "cart", Noon.AddHours(from), Noon.AddHours(to), 100);
}
