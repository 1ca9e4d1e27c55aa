using Upshot.Answers.Comparisons;
using Upshot.Decide.Comparison.Sequential;

namespace Upshot.Tests.Answers;

public sealed class PlannedLooksTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Fact]
    public void Planned_looks_lie_behind_and_ahead_of_the_present_one()
    {
        // The third of five, every ten minutes, of a comparison that runs for 25: the first was at five.
        var schedule = new PlannedLooks(3, 5, 10 * Minute).Schedule(25 * Minute);
        Assert.Equal((LookPlan.Planned, 45 * Minute, 5), (schedule.Plan, schedule.Planned, schedule.Looks));
        Assert.Equal([5 * Minute, 15 * Minute, 25 * Minute], schedule.Elapsed);
    }

    [Fact]
    public void Looks_before_the_first_request_saw_nothing() =>
        Assert.Equal([4 * Minute], new PlannedLooks(3, 5, 10 * Minute).Schedule(4 * Minute).Elapsed);

    [Fact]
    public void Without_a_plan_the_end_is_open_and_one_look_is_one()
    {
        Assert.Equal((LookPlan.OpenEnded, 20), (PlannedLooks.OpenEnded.Schedule(Minute).Plan, PlannedLooks.OpenEnded.Schedule(Minute).Elapsed.Count));
        Assert.Equal(LookPlan.Once, PlannedLooks.Once.Schedule(Minute).Plan);
        Assert.Equal(LookPlan.Once, PlannedLooks.OpenEnded.Schedule(TimeSpan.Zero).Plan);
    }
}
