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

    [Fact]
    public void Who_starts_again_goes_on_with_the_plan_that_is_under_way()
    {
        // Planned every ten minutes, four times; after two looks the pipeline was started again, and plans ten looks of its own.
        var known = new[] { Looked(0), Looked(10) };
        var looks = PlannedLooks.Remembering(new(1, 10, Minute), known, At(13));
        Assert.Equal((3, 4, 10 * Minute, 1.0), (looks.Look, looks.Of, looks.Every, looks.ShareOfAlpha));
        var schedule = looks.Schedule(20 * Minute);
        Assert.Equal([7 * Minute, 17 * Minute, 20 * Minute], schedule.Elapsed);
        Assert.Equal(37 * Minute, schedule.Planned);
    }

    [Fact]
    public void Who_plans_anew_after_the_end_of_a_plan_has_a_tenth_of_alpha_for_it()
    {
        var known = new[] { Looked(0), Looked(10), Looked(20), Looked(30) };
        var second = PlannedLooks.Remembering(new(1, 5, 2 * Minute), known, At(60));
        Assert.Equal((1, 5, 2 * Minute, 0.1), (second.Look, second.Of, second.Every, second.ShareOfAlpha));
        Assert.Contains("1 plan before it came to an end, and it has 10 % of alpha", second.Words, StringComparison.Ordinal);
        Assert.Equal((28 * Minute, 1), (second.Schedule(20 * Minute).Planned, second.Schedule(20 * Minute).Elapsed.Count));

        var next = PlannedLooks.Remembering(new(2, 5, 2 * Minute), [.. known, new("", At(60), 5, 2 * Minute)], At(62));
        Assert.Equal((2, 5, 0.1), (next.Look, next.Of, next.ShareOfAlpha));
        Assert.Equal(0.01, PlannedLooks.Remembering(new(1, 5, Minute), [.. known, new("", At(60), 5, 2 * Minute)], At(90)).ShareOfAlpha, 9);
    }

    [Fact]
    public void A_plan_that_nobody_remembers_is_as_whoever_asks_says()
    {
        var asked = new PlannedLooks(3, 5, 10 * Minute);
        Assert.Equal(asked, PlannedLooks.Remembering(asked, [], At(0)));
    }

    [Fact]
    public void A_comparison_that_began_after_the_plan_ends_no_earlier_than_it_began()
    {
        var late = PlannedLooks.Remembering(new(1, 4, 10 * Minute), [Looked(0), Looked(10)], At(39));
        var schedule = late.Schedule(Minute);
        Assert.Equal([Minute], schedule.Elapsed);
        Assert.True(schedule.Planned >= schedule.Elapsed[0]);
    }

    private static DateTimeOffset At(int minutes) => new DateTimeOffset(2026, 3, 2, 12, 0, 0, TimeSpan.Zero).AddMinutes(minutes);

    private static Upshot.Evidence.ReleaseLook Looked(int minutes) => new("", At(minutes), 4, 10 * Minute);
}
