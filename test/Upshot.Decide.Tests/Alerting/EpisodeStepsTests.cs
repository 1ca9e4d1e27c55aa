using Upshot.Decide.Alerting;
using Upshot.Evidence.Alerts;
using static Upshot.Decide.Tests.Alerting.AlertCases;

namespace Upshot.Decide.Tests.Alerting;

public class EpisodeStepsTests
{
    private IReadOnlyList<AlertEpisode> _open = [];
    private readonly List<AlertSilence> _silences = [];

    private EpisodeStep At(int minute, AlertCondition condition)
    {
        var step = EpisodeSteps.Next(_open, [Reading(condition)], _silences, Noon.AddMinutes(minute));
        _open = step.Open;
        return step;
    }

    [Fact]
    public void What_holds_fires_at_once_and_is_resolved_after_it_was_calm_for_a_while()
    {
        Assert.Equal(AlertEpisodeState.Firing, Assert.Single(At(0, AlertCondition.Holds).Changed).State);
        Assert.Empty(At(1, AlertCondition.Holds).Changed);
        Assert.Empty(At(2, AlertCondition.Quiet).Changed);
        Assert.Empty(At(5, AlertCondition.Quiet).Changed);
        var ended = Assert.Single(At(6, AlertCondition.Quiet).Changed);
        Assert.Equal((AlertEpisodeState.Resolved, Noon.AddMinutes(6)), (ended.State, ended.ResolvedAt));
        Assert.Empty(_open);
    }

    [Fact]
    public void An_alert_that_flaps_is_one_episode()
    {
        At(0, AlertCondition.Holds);
        var changes = Enumerable.Range(1, 60).SelectMany(m => At(m, m % 4 == 0 ? AlertCondition.Holds : AlertCondition.Quiet).Changed);
        Assert.Empty(changes);
        Assert.Single(_open);
    }

    [Fact]
    public void What_chance_may_explain_is_pending_and_leaves_no_trace_when_it_passes()
    {
        var pending = Assert.Single(At(0, AlertCondition.Uncertain).Changed);
        Assert.Equal((AlertEpisodeState.Pending, (DateTimeOffset?)null), (pending.State, pending.FiredAt));
        Assert.Equal([pending.Id], At(6, AlertCondition.Quiet).Gone);
    }

    [Fact]
    public void Pending_becomes_firing_when_chance_no_longer_explains_it()
    {
        At(0, AlertCondition.Uncertain);
        var fired = Assert.Single(At(3, AlertCondition.Holds).Changed);
        Assert.Equal((AlertEpisodeState.Firing, Noon, Noon.AddMinutes(3)), (fired.State, fired.Since, fired.FiredAt!.Value));
    }

    [Fact]
    public void No_traffic_ends_no_alert_and_begins_none()
    {
        Assert.Empty(At(0, AlertCondition.Unknown).Open);
        At(1, AlertCondition.Holds);
        Assert.All(Enumerable.Range(2, 30), m => Assert.Single(At(m, AlertCondition.Unknown).Open));
    }

    [Fact]
    public void A_silence_holds_an_alert_back_until_it_ends()
    {
        _silences.Add(new("s", "checkout*", "ann", "maintenance", Noon, Noon.AddMinutes(10)));
        Assert.Equal(AlertEpisodeState.Silenced, Assert.Single(At(0, AlertCondition.Holds).Changed).State);
        Assert.Empty(At(9, AlertCondition.Holds).Changed);
        Assert.Equal(AlertEpisodeState.Firing, Assert.Single(At(10, AlertCondition.Holds).Changed).State);
    }

    [Fact]
    public void What_was_acknowledged_before_a_silence_is_so_after_it()
    {
        At(0, AlertCondition.Holds);
        _open = [_open[0] with { State = AlertEpisodeState.Acknowledged, AcknowledgedBy = "ann", AcknowledgedAt = Noon }];
        _silences.Add(new("s", "checkout-works/page", "ann", "known", Noon.AddMinutes(1), Noon.AddMinutes(3)));
        Assert.Equal(AlertEpisodeState.Silenced, At(1, AlertCondition.Holds).Open[0].State);
        Assert.Equal(AlertEpisodeState.Acknowledged, At(3, AlertCondition.Holds).Open[0].State);
    }

    [Fact]
    public void An_alert_that_the_plan_has_no_more_ends()
    {
        At(0, AlertCondition.Holds);
        var step = EpisodeSteps.Next(_open, [], [], Noon.AddMinutes(1));
        Assert.Equal(AlertEpisodeState.Resolved, Assert.Single(step.Changed).State);
    }

    [Theory]
    [InlineData("*", true)]
    [InlineData("checkout", true)]
    [InlineData("checkout-works/*", true)]
    [InlineData("*/page", true)]
    [InlineData("Checkout", false)]
    [InlineData("check.ut", false)]
    [InlineData("", false)]
    public void Patterns_mean_names_with_stars_for_any_text(string pattern, bool matches) =>
        Assert.Equal(matches, AlertName.Matches(pattern, "checkout-works/page", "checkout-works", "checkout"));
}
