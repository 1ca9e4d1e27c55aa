using Upshot.Decide.Journeys;
using Upshot.Evidence;
using static Upshot.Decide.Tests.Journeys.JourneyTraces;

namespace Upshot.Decide.Tests.Journeys;

public class JourneyCountsTests
{
    private static readonly JourneyRun s_good = new(Noon.AddSeconds(3), Noon.AddSeconds(4), "1.0", "production", 1, true, true, [true, true, true, true]);

    [Fact]
    public void RunsCountAsWhatTheyStandForAndStepsAsWhatWasSeen()
    {
        JourneyRun[] runs = [s_good with { Weight = 100 }, s_good with { IsGood = false, Came = [true, true, false, true] }];
        Assert.Equal([new CountedMinute(Noon, "1.0", "production", 100, 101) { Sampling = SamplingVariance.Of(100, isGood: true) }], JourneyCounts.Of(JourneyCounts.Whole(Buying), runs));
        Assert.Equal([new CountedMinute(Noon, "1.0", "production", 1, 2)], JourneyCounts.Of(JourneyCounts.Presence(Buying, Buying.Steps[2]), runs));
    }

    [Fact]
    public void ARequestThatFailedSaysNothingOfSteps()
    {
        JourneyRun[] runs = [s_good with { Succeeded = false, IsGood = false, Came = [true, false, false, false] }];
        Assert.Empty(JourneyCounts.Of(JourneyCounts.Presence(Buying, Buying.Steps[1]), runs));
        Assert.Equal((0, 1), JourneyCounts.Of(JourneyCounts.Whole(Buying), runs).Select(m => (m.Good, m.Total)).Single());
    }

    [Fact]
    public void AnObjectiveOfOneEnvironmentCountsThatAlone() =>
        Assert.Empty(JourneyCounts.Of(JourneyCounts.Whole(Buying) with { Environment = "staging" }, [s_good]));

    [Fact]
    public void VersionsAndMinutesAreCountedApart() => Assert.Equal(3, JourneyCounts.Of(JourneyCounts.Whole(Buying), [s_good, s_good with { Version = "2.0" }, s_good with { Start = Noon.AddMinutes(1) }, s_good]).Count);
}
