using Upshot.Decide.Alerting;
using Upshot.Evidence.Alerts;
using static Upshot.Decide.Tests.Alerting.AlertCases;

namespace Upshot.Decide.Tests.Alerting;

public class AlertReviewTests
{
    private static AlertReview Review(params AlertEpisode[] episodes) => AlertReview.Of(new(), episodes, new HashSet<string> { "acted" }, TimeSpan.FromDays(28), Noon.AddDays(1));

    private static AlertEpisode Ended(int minute) => Fired("cart", minute: minute) with { State = AlertEpisodeState.Resolved, ResolvedAt = Noon.AddMinutes(minute + 7) };

    [Fact]
    public void An_alert_that_nobody_ever_acts_upon_is_proposed_for_a_change_with_its_evidence()
    {
        var review = Review(Ended(0), Ended(60), Ended(120));
        Assert.Equal((0.75, 0), (review.PagesAWeek, review.ShareActedUpon!.Value));
        var proposal = Assert.Single(review.Proposals);
        Assert.Contains("fired 3 times in 4 weeks", proposal.Why);
        Assert.Contains("within 7 minutes", proposal.Why);
        Assert.Contains("minimum_failures", proposal.Diff);
    }

    [Fact]
    public void One_that_somebody_acts_upon_once_stays() =>
        Assert.Empty(Review(Ended(0), Ended(60), Ended(120) with { Incident = "acted" }).Proposals);

    [Fact]
    public void What_was_silenced_told_nobody() => Assert.Empty(Review(Ended(0) with { Silence = "s" }).Alerts);

    [Fact]
    public void Without_alerts_there_is_no_share() => Assert.Null(Review().ShareActedUpon);
}
