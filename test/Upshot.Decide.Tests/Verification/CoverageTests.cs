using Upshot.Decide.Verification;
using Upshot.Evidence;

namespace Upshot.Decide.Tests.Verification;

public sealed class CoverageTests
{
    [Fact]
    public void Coverage_counts_signals_attributes_and_values()
    {
        var coverage = Run.Verify(Run.Good).Coverage;
        Assert.Equal((5, 6), (coverage.SignalsSeen, coverage.Signals.Count));
        var pay = coverage.Signals.Single(s => s.Signal == "span.shop.pay");
        Assert.Equal((1, 3, 6), (pay.Seen, pay.Attributes.Count(a => a.Seen > 0), pay.Attributes.Count));
        Assert.Equal(["declined"], pay.Attributes.Single(a => a.Attribute == "shop.outcome").NeverSeen);
    }

    [Fact]
    public void What_was_covered_may_not_be_lost_silently()
    {
        var ratchet = CoverageRatchet.Of(Run.Verify(Run.PayAttribute("shop.customer.phone", CapturedValue.Of("***"))).Coverage);
        var problem = Run.TheProblem(Run.Good, new() { Ratchet = ratchet });
        Assert.Equal(("coverage-fell", "span.shop.pay", "shop.customer.phone"), (problem.Check, problem.Where.Signal, problem.Where.Attribute));
    }

    [Fact]
    public void A_covered_signal_that_is_no_longer_declared_is_told()
    {
        var problem = Run.TheProblem(Run.Good, new() { Ratchet = new(new Dictionary<string, IReadOnlyList<string>> { ["metric.gone"] = [] }) });
        Assert.Equal("metric.gone was covered and is no longer declared.", problem.Message);
    }

    [Fact]
    public void What_rises_is_told_so_that_it_can_be_kept()
    {
        var coverage = Run.Verify(Run.Good).Coverage;
        var less = new CoverageRatchet(CoverageRatchet.Of(coverage).Signals.Where(s => s.Key != "event.shop.placed").ToDictionary());
        Assert.Equal(["event.shop.placed"], less.Rises(coverage));
        Assert.Empty(CoverageRatchet.Of(coverage).Rises(coverage));
    }
}
