using Upshot.Answers;

namespace Upshot.Tests.Pages;

[Collection(PageTests.Name)]
public sealed class HistoryTests(SmallShopServer shop)
{
    private AnswerService Asked => new(shop.Server.Store, shop.Server.Store.State, () => shop.Server.Store.Plan, TimeProvider.System);

    [Fact]
    public async Task The_stretches_hold_every_request_once()
    {
        var objective = Asked.Plan.Objectives.Single(o => o.Name == "product-page-fast");
        foreach (var span in new[] { TimeSpan.FromHours(1), TimeSpan.FromHours(6), TimeSpan.FromDays(28) })
        {
            var history = await ObjectiveHistory.WithBudgetAsync(Asked, objective, span, TestContext.Current.CancellationToken);
            Assert.Equal((440, 220), (history.Total, history.Bad));
            Assert.InRange(history.Stretches.Count, 1, 60);
        }
    }

    [Fact]
    public async Task What_is_left_of_the_budget_is_at_the_end_what_the_status_says_and_unknown_before_the_first_request()
    {
        var objective = Asked.Plan.Objectives.Single(o => o.Name == "product-page-fast");
        var history = await ObjectiveHistory.WithBudgetAsync(Asked, objective, TimeSpan.FromHours(1), TestContext.Current.CancellationToken);
        Assert.Equal(1 - (await StatusAnswer.OfAsync(Asked, objective, TestContext.Current.CancellationToken)).Consumed!.Value, history.Stretches[^1].Left!.Value, 9);
        var first = history.Stretches.Index().First(s => s.Item.Total > 0).Index;
        Assert.All(history.Stretches.Take(first), s => Assert.Null(s.Left));
        Assert.Equal(1, history.Stretches[first].Left);
    }
}
