using Upshot.Decide.SignalCosts;
using Upshot.Plan;

namespace Upshot.Decide.Tests.SignalCosts;

public sealed class CostProposalTests
{
    private static readonly SourceLocation s_here = new("signals/shop.yaml", 3, 5);
    private static readonly IReadOnlySet<string> s_nothing = new HashSet<string>();

    private static readonly ProductPlan s_plan = new()
    {
        Operations = [new("pay", s_here) { Entry = new() { Span = "shop.pay" } }],
        Objectives = [new("pay-works", s_here) { Operation = "pay" }],
        Outcomes = [new("orders", s_here) { Signal = "shop.orders" }],
        Runbooks = [new("runbooks/pay.md", s_here) { Body = "Look at `shop.retry`." }],
        Signals = [Span("span.shop.pay", "shop.pay", "metric.shop.orders"), Span("span.shop.retry", "shop.retry"), Span("span.shop.trace", "shop.trace"), new("metric.shop.orders", SignalKind.Metric, s_here) { Name = "shop.orders" }],
    };

    [Fact]
    public void What_a_promise_rests_on_is_never_proposed()
    {
        Assert.Equal(["operation pay", "objective pay-works", "signal metric.shop.orders"], Users("span.shop.pay").Select(u => $"{u.Kind} {u.Name}"));
        Assert.Null(Proposal("span.shop.pay", 1_000_000));
        Assert.Null(Proposal("metric.shop.orders", 1_000_000));
    }

    [Fact]
    public void What_nothing_reads_is_dropped()
    {
        var proposal = Proposal("span.shop.trace", 100)!;

        Assert.Equal(("drop", 10_000), (proposal.Change, proposal.BytesSaved));
        Assert.Contains("+  rollout: off", proposal.Diff);
        Assert.Contains("signals/shop.yaml", proposal.Diff);
    }

    [Fact]
    public void What_only_people_look_at_is_sampled_and_the_loss_is_said()
    {
        // 400 processes that send as much: 1.96 * sqrt(9 / 400) = 29.4 %.
        var proposal = Proposal("span.shop.retry", 40_000, 400)!;

        Assert.Equal("sample", proposal.Change);
        Assert.Contains("±29.4%", proposal.PrecisionLost);
        Assert.Contains("runbook runbooks/pay.md", proposal.PrecisionLost);
        Assert.Contains("+  canary: 10%", proposal.Diff);
        Assert.Null(Proposal("span.shop.retry", 40_000, 10));
    }

    [Fact]
    public void The_precision_that_is_said_is_the_one_that_sampling_gives()
    {
        // Processes that send differently much, sampled 4,000 times: the total lies within what was said in 95 % of them.
        var chance = new Random(3);
        var events = Enumerable.Range(0, 400).Select(_ => (long)chance.Next(50, 150)).ToList();
        var told = CostProposal.For(Signal("span.shop.retry"), Users("span.shop.retry"), events, 1, [], s_nothing).Single().PrecisionLost;
        var within = double.Parse(told.Split('±')[1].Split('%')[0], System.Globalization.CultureInfo.InvariantCulture) / 100;
        var inside = Enumerable.Range(0, 4_000).Count(_ => Math.Abs((events.Sum(e => chance.NextDouble() < 0.1 ? e / 0.1 : 0) / events.Sum()) - 1) <= within);

        Assert.InRange(inside / 4_000.0, 0.93, 0.97);
    }

    [Fact]
    public void What_costs_nothing_or_is_off_already_is_left_alone()
    {
        Assert.Empty(CostProposal.For(Signal("span.shop.trace"), [], [], 0, [], s_nothing));
        Assert.Empty(CostProposal.For(Signal("span.shop.trace") with { Rollout = "off" }, [], [10], 10, [], s_nothing));
    }

    private static Signal Span(string id, string name, params string[] metrics) => new(id, SignalKind.Span, s_here) { Name = name, Metrics = metrics };

    private static Signal Signal(string id) => s_plan.Signals.Single(s => s.Id == id);

    private static IReadOnlyList<SignalUser> Users(string id) => SignalUses.Of(s_plan, Signal(id));

    private static CostProposal? Proposal(string id, long events, int processes = 1) =>
        CostProposal.For(Signal(id), Users(id), [.. Enumerable.Repeat(events / processes, processes)], events * 100, [], s_nothing).SingleOrDefault();
}
