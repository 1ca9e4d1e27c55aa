using Upshot.Answers;
using Upshot.Pages.Objectives;

namespace Upshot.Tests.Pages;

[Collection(PageTests.Name)]
public sealed class HistoryTests(SmallShopServer shop)
{
    private AnswerService Asked => new(shop.Server.Store, TimeProvider.System);

    [Fact]
    public void The_stretches_hold_every_request_once()
    {
        var objective = Asked.Plan.Objectives.Single(o => o.Name == "product-page-fast");
        foreach (var span in new[] { TimeSpan.FromHours(1), TimeSpan.FromHours(6), TimeSpan.FromDays(28) })
        {
            var history = History.Of(Asked, objective, span, true);
            Assert.Equal((440, 220), (history.Total, history.Bad));
            Assert.InRange(history.Stretches.Count, 1, 60);
        }
    }

    [Fact]
    public void What_is_left_of_the_budget_is_at_the_end_what_the_status_says_and_unknown_before_the_first_request()
    {
        var objective = Asked.Plan.Objectives.Single(o => o.Name == "product-page-fast");
        var history = History.Of(Asked, objective, TimeSpan.FromHours(1), true);
        Assert.Equal(1 - StatusAnswer.Of(Asked, objective).Consumed!.Value, history.Stretches[^1].Left!.Value, 9);
        var first = history.Stretches.Index().First(s => s.Item.Total > 0).Index;
        Assert.All(history.Stretches.Take(first), s => Assert.Null(s.Left));
        Assert.Equal(1, history.Stretches[first].Left);
    }
}
