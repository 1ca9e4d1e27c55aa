using Upshot.Decide.Journeys;
using Upshot.Evidence;
using static Upshot.Decide.Tests.Journeys.JourneyTraces;

namespace Upshot.Decide.Tests.Journeys;

public class StepPresenceTests
{
    private static readonly DateTimeOffset s_now = Noon.AddHours(2);

    [Fact]
    public void AStepThatCameWithEveryRequestIsSilentAfterTenWithoutIt()
    {
        Assert.Equal(StepState.Arriving, Of([.. Usual(1), new(s_now.AddMinutes(-9), 0, 9)]).State);
        var silent = Of([.. Usual(1), new(s_now.AddMinutes(-9), 0, 10)]);
        Assert.Equal((StepState.Silent, s_now.AddMinutes(-59)), (silent.State, silent.Since));
        Assert.Equal("is silent since 13:01 UTC: in none of the 10 requests since that succeeded, in 100 % of those before", silent.Sentence(s_now));
    }

    [Fact]
    public void AStepThatComesNowAndThenNeedsMoreRequestsToBeSilent()
    {
        // Of 6,000 a tenth: (1 - 1/10)^131 is one in a million.
        Assert.Equal(StepState.Arriving, Of([.. Usual(0.1), new(s_now.AddMinutes(-9), 0, 125)]).State);
        Assert.Equal(StepState.Silent, Of([.. Usual(0.1), new(s_now.AddMinutes(-9), 0, 140)]).State);
    }

    [Fact]
    public void AStepWhoseOperationStoppedIsNotSilent() => Assert.Equal(StepState.Arriving, Of(Usual(1)).State);

    [Fact]
    public void AStepThatCameAMinuteAgoIsNotSilent() => Assert.Equal(StepState.Arriving, Of([.. Usual(1), new(s_now.AddMinutes(-3), 100, 100), new(s_now.AddMinutes(-1), 0, 100)]).State);

    [Fact]
    public void AStepThatNeverCameIsSaidAfterTwentyRequests()
    {
        Assert.Equal(StepState.Unknown, Of([new(Noon, 0, 19)]).State);
        Assert.Equal(StepState.NeverSeen, Of([new(Noon, 0, 20)]).State);
    }

    [Fact]
    public void WithoutRequestsNothingIsKnown() => Assert.Equal(StepState.Unknown, Of([]).State);

    /// <summary>Of steps that come with some share of requests for a quarter, looked at every hour.</summary>
    [Theory]
    [InlineData(0.02)]
    [InlineData(0.5)]
    [InlineData(0.999)]
    public void AStepThatGoesOnIsHardlyEverCalledSilent(double share)
    {
        var random = new Random(7);
        var minutes = new List<MinuteCount>();
        var silent = 0;
        for (var hour = 0; hour < 90 * 24; hour++)
        {
            var of = random.Next(1, 40);
            minutes.Add(new(Noon.AddHours(hour), Enumerable.Range(0, of).Count(_ => random.NextDouble() < share), of));
            silent += StepPresence.Of(Buying.Steps[0], minutes[Math.Max(0, minutes.Count - (14 * 24))..], Noon.AddHours(hour + 1)).State == StepState.Silent ? 1 : 0;
        }

        Assert.Equal(0, silent);
    }

    // An hour of a hundred requests a minute, until an hour ago.
    private static IEnumerable<MinuteCount> Usual(double share) => Enumerable.Range(1, 60).Select(m => new MinuteCount(Noon.AddMinutes(m), (long)(100 * share), 100));

    private static StepPresence Of(IEnumerable<MinuteCount> minutes) => StepPresence.Of(Buying.Steps[0], [.. minutes], s_now);
}
