using Upshot.Decide.SignalCosts;
using Upshot.Plan;

namespace Upshot.Decide.Tests.SignalCosts;

public sealed class SeriesProposalsTests
{
    private static readonly SourceLocation s_here = new("signals/shop.yaml", 3, 5);
    private static readonly Signal s_metric = new("metric.shop.retries", SignalKind.Metric, s_here) { Name = "shop.retries", Attributes = [Attribute("tenant"), Attribute("reason")], Cardinality = 500 };
    private static readonly SignalUser s_runbook = new("runbook", "runbooks/pay.md", false);
    private static readonly IReadOnlySet<string> s_nothing = new HashSet<string>();

    // Two processes, a hundred tenants with three reasons each.
    private static readonly IReadOnlyList<SeriesSeen> s_flat = [.. from process in new[] { "a", "b" } from tenant in Enumerable.Range(0, 100) from reason in new[] { "x", "y", "z" } select new SeriesSeen(process, [$"{tenant}", reason], 10)];

    [Fact]
    public void An_attribute_that_nothing_reads_is_aggregated_over_and_the_saving_is_what_is_spared_of_series()
    {
        var proposal = Assert.Single(Proposals(s_flat, s_nothing));

        // Three reasons in each of two processes are left of six hundred series.
        Assert.Equal(("aggregate", 99_000.0), (proposal.Change, Math.Round(proposal.BytesSaved, 6)));
        Assert.Contains("6 series would be left of 600", proposal.PrecisionLost);
        Assert.Contains("told by tenant, which has 100 values", proposal.PrecisionLost);
        Assert.Contains("-  - { ref: tenant }", proposal.Diff);
    }

    [Fact]
    public void An_attribute_that_the_plan_reads_stays()
    {
        var proposal = Assert.Single(Proposals(s_flat, new HashSet<string> { "tenant" }));

        Assert.Contains("told by reason", proposal.PrecisionLost);
        Assert.Empty(Proposals(s_flat, new HashSet<string> { "tenant", "reason" }));
    }

    [Fact]
    public void Where_few_combinations_hold_nearly_all_that_is_measured_the_others_are_told_together()
    {
        // One tenant in a hundred has 97 % of it.
        var series = s_flat.Where(s => s.Values[1] == "x").Select(s => s with { Measured = s.Values[0] == "7" ? 3201 : 1 }).ToList();
        var proposal = Assert.Single(Proposals(series, new HashSet<string> { "tenant", "reason" }));

        // In each of two processes one series and the others'.
        Assert.Equal(("fewerValues", 98_000.0), (proposal.Change, Math.Round(proposal.BytesSaved, 6)));
        Assert.Contains("1 of 100 combinations of tenant, reason hold 97%", proposal.PrecisionLost);
        Assert.Contains("-  cardinality: 500\n+  cardinality: 2\n", proposal.Diff);
    }

    [Fact]
    public void What_is_essential_and_what_cannot_be_had_with_fewer_series_is_left_alone()
    {
        Assert.Empty(CostProposal.For(s_metric, [s_runbook with { IsEssential = true }], [600], 100_000, s_flat, s_nothing));
        Assert.Empty(Proposals([new SeriesSeen("a", ["1", "x"], 10), new SeriesSeen("b", ["2", "y"], 10)], s_nothing));
        Assert.Empty(Proposals([], s_nothing));
    }

    private static IReadOnlyList<CostProposal> Proposals(IReadOnlyList<SeriesSeen> series, IReadOnlySet<string> read) => CostProposal.For(s_metric, [s_runbook], [300, 300], 100_000, series, read);

    private static SignalAttribute Attribute(string name) => new(new(name, s_here), RequirementLevel.Required, s_here);
}
