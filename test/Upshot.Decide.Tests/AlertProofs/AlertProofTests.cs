using Upshot.Decide.Alerting;
using Upshot.Decide.AlertProofs;
using Upshot.Decide.Budgets;
using Upshot.Evidence;
using Upshot.Plan;

namespace Upshot.Decide.Tests.AlertProofs;

public class AlertProofTests
{
    private static readonly DateTimeOffset s_start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static Objective Objective(string name, double target) => new(name, new SourceLocation("upshot.yaml", 1, 1)) { Operation = name, Target = target, Window = new BudgetWindow { Length = TimeSpan.FromDays(30) } };

    private static IReadOnlyList<AlertProof> Prove(double? perDay, params Objective[] objectives) => AlertProof.Of(new ProductPlan { Objectives = objectives }, _ => perDay, seed: 1, allMonths: 50);

    [Theory]
    [InlineData(0.93, false)]
    [InlineData(0.9306, true)]
    [InlineData(0.999, true)]
    public void A_page_cannot_fire_where_even_a_failure_of_everything_burns_too_slowly(double target, bool fast)
    {
        var page = Prove(1e6, Objective("o", target)).Single(p => p.Severity == "page");
        Assert.Equal(fast, page.Windows[0].WhyNot.Length == 0);
    }

    [Theory]
    [InlineData(0.999, 24 * 69, true)]
    [InlineData(0.999, 24 * 70, false)]
    [InlineData(0.9999, 24 * 694, true)]
    [InlineData(0.9999, 24 * 695, false)]
    public void One_failure_is_a_hair_trigger_below_the_known_numbers_of_events(double target, double perDay, bool hair) =>
        Assert.Equal(hair, Prove(perDay, Objective("o", target)).Single(p => p.Severity == "page").Windows[0].IsHairTrigger);

    [Fact]
    public void What_an_objective_says_of_its_own_alerts_is_what_is_proven() =>
        Assert.False(Prove(24 * 10, Objective("o", 0.999) with { Alerts = new() { MinimumFailures = 2 } }).Single(p => p.Severity == "page").Windows[0].IsHairTrigger);

    [Fact]
    public void Without_traffic_nothing_is_said_of_false_pages() => Assert.All(Prove(null, Objective("o", 0.999)), p => Assert.Null(p.FalsePages));

    [Fact]
    public void Constant_failures_are_detected_after_long_times_factor_times_allowed_over_rate()
    {
        var page = Prove(1e7, Objective("o", 0.999)).Single(p => p.Severity == "page");
        // 60 min × 14.4 × .001 / e, seen by the evaluation of the minute that it ends in.
        Assert.Equal(TimeSpan.FromMinutes(1), page.Detection.Single(d => d.ErrorRate == 1).Detected);
        Assert.Equal(TimeSpan.FromMinutes(9), page.Detection.Single(d => d.ErrorRate == 0.1).Detected);
        Assert.Equal(TimeSpan.FromMinutes(44), page.Detection.Single(d => d.ErrorRate == 0.02).Detected);
    }

    [Theory]
    [InlineData(0.999, 3000, 0.05)]
    [InlineData(0.99, 20_000, 0.2)]
    [InlineData(0.95, 2000, 1)]
    public void The_engine_fires_when_the_proof_says(double target, double perDay, double errorRate)
    {
        var objective = Objective("o", target);
        var page = BurnRule.Of(new AlertPolicy(), objective).First(r => r.Severity == AlertRule.Page);
        var said = Prove(perDay, objective).Single(p => p.Alert == page.Name).Detection.Single(d => d.ErrorRate == errorRate).Detected;
        var (all, bad, good) = (new PoissonTable(perDay / 1440), new PoissonTable(perDay / 1440 * errorRate), new PoissonTable(perDay / 1440 * (1 - errorRate)));
        const int Begin = 400;
        var seen = new List<double>();
        for (var seed = 0UL; seed < 40; seed++)
        {
            var (chance, counts) = (new Chance(seed), new List<MinuteCount>());
            for (var m = 0; m < Begin + 600; m++)
            {
                var (failed, rest) = m < Begin ? (0, all.Draw(chance)) : (bad.Draw(chance), good.Draw(chance));
                counts.Add(new(s_start.AddMinutes(m), rest, rest + failed));
            }

            var series = new CountSeries(counts);
            seen.Add(Enumerable.Range(1, 600).First(after => s_start.AddMinutes(Begin + after) is var now && page.Read(w => series.Sum(TimeRange.Last(w, now)), now).Condition == AlertCondition.Holds));
        }

        Assert.Equal(40, seen.Count);
        seen.Sort();
        Assert.InRange(said!.Value.TotalMinutes, seen[20] - 2, seen[20] + 2);
    }

    [Fact]
    public void False_pages_are_those_of_the_engine_over_the_same_minutes()
    {
        // The simulation is compared with the engine itself, which judges the same minutes one by one.
        var rule = BurnRule.Of(new AlertPolicy(), Objective("o", 0.99)).First(r => r.Severity == AlertRule.Page);
        const double PerMinute = 0.2;
        var simulated = FalsePages.Simulate(rule, PerMinute, 1, seed: 7);

        var (bad, good, chance, counts) = (new PoissonTable(PerMinute * 0.01), new PoissonTable(PerMinute * 0.99), new Chance(7), new List<MinuteCount>());
        const int Warm = 360;
        for (var m = 0; m < Warm + FalsePages.MinutesOfMonth; m++)
        {
            var failed = bad.Draw(chance);
            var rest = good.Draw(chance);
            counts.Add(new(s_start.AddMinutes(m), rest, rest + failed));
        }

        var (series, pages, quiet) = (new CountSeries(counts), 0, int.MaxValue);
        for (var m = Warm; m < counts.Count; m++)
        {
            var now = s_start.AddMinutes(m + 1);
            var holds = rule.Read(w => series.Sum(TimeRange.Last(w, now)), now).Condition == AlertCondition.Holds;
            pages += holds && quiet >= 5 ? 1 : 0;
            quiet = holds ? 0 : quiet == int.MaxValue ? quiet : quiet + 1;
        }

        Assert.True(pages > 0);
        Assert.Equal(pages, simulated.AMonth);
    }

    [Fact]
    public void What_cannot_happen_is_not_simulated_and_what_can_has_an_interval()
    {
        Assert.Equal(0, Prove(1e7, Objective("o", 0.999))[0].FalsePages!.Months);
        var few = AlertProof.Of(new ProductPlan { Objectives = [.. Enumerable.Range(0, 100).Select(i => Objective($"o{i}", 0.99))] }, o => o.Name == "o0" ? 150 : 1e7, seed: 1, allMonths: 50)[0].FalsePages!;
        Assert.True(few.Months > 0 && few.Low <= few.AMonth && few.AMonth <= few.High);
    }

    [Fact]
    public void A_watched_signal_needs_burning_and_its_false_pages_are_fewer_than_its_alarms()
    {
        var here = new SourceLocation("upshot.yaml", 1, 1);
        var plan = new ProductPlan
        {
            Objectives = [Objective("o", 0.99)],
            Signals = [new("orders", SignalKind.Event, here)],
            Alerts = new() { Baselines = [new("orders", "orders", "o", here)] },
        };
        var proof = AlertProof.Of(plan, _ => 50_000, seed: 1).Single(p => p.Alert == "orders/unusual");
        Assert.True(proof is { CanFire: true, IsHairTrigger: false, Severity: "page" });

        // 2,880 quarters of an hour a month, of which one in ten thousand is an alarm.
        Assert.InRange(proof.FalsePages!.High, 1e-6, 0.288);
        Assert.InRange(proof.FalsePages.AMonth, proof.FalsePages.Low, proof.FalsePages.High);
        Assert.All(proof.Detection, d => Assert.True(d.Detected is null || d.Detected >= TimeSpan.FromMinutes(22)));
        Assert.Equal(TimeSpan.FromMinutes(22), proof.Detection.First(d => d.ErrorRate == 0.5).Detected);
    }
}
