using Upshot.Decide.Budgets;
using Upshot.Evidence;
using Upshot.Plan;

namespace Upshot.Decide.Tests.Budgets;

public class BudgetSentenceTests
{
    private static readonly Objective Fast = new("checkout is fast", new SourceLocation("t", 1, 1)) { Operation = "checkout", Target = 0.99, Latency = TimeSpan.FromMilliseconds(300) };

    [Fact]
    public void A_budget_is_told_in_one_sentence() => Assert.Equal(
        "99.2 % of 12,345 checkout requests were faster than 300 ms in the last 28 days; the budget allows 1 %: 20 % of it is left.",
        Of(Fast, 12_345, 98, minutesAgo: 600));

    [Fact]
    public void A_burning_budget_says_when_it_is_spent() => Assert.Equal(
        "99.2 % of 12,345 checkout requests were faster than 300 ms in the last 28 days; the budget allows 1 %: 20 % of it is left, and it will be spent in 2 hours (90 %: 85 minutes to 3 hours) if failures go on like this.",
        Of(Fast, 12_345, 98, minutesAgo: 10));

    [Fact]
    public void A_spent_budget_says_so() => Assert.Equal(
        "98 % of 1,000 checkout requests succeeded this month; the budget allows 0.1 %: 2000 % of it is spent.",
        Of(Fast with { Latency = null, Target = 0.999, Window = new BudgetWindow { Calendar = "month" } }, 1000, 20, minutesAgo: 10));

    [Fact]
    public void Few_requests_are_doubted() => Assert.EndsWith(
        "So few requests may fail that often by chance (p = 0.05).", Of(Fast with { Target = 0.999 }, 50, 1, minutesAgo: 10), StringComparison.Ordinal);

    [Fact]
    public void Ratios_are_never_rounded_up_to_perfect() => Assert.StartsWith(
        "99.9991 % of 1,000,000 ", Of(Fast, 1_000_000, 9, minutesAgo: 600), StringComparison.Ordinal);

    [Fact]
    public void No_traffic_is_nothing_to_judge() => Assert.Equal(
        "No checkout request was seen in the last 28 days: there is nothing to judge.", Of(Fast, 0, 0, minutesAgo: 10));

    private static string Of(Objective objective, long total, long bad, int minutesAgo)
    {
        var now = BudgetScript.Origin.AddDays(20);
        MinuteCount[] rows = total == 0 ? [] : [new(now.AddMinutes(-700), total - bad, total - bad), new(now.AddMinutes(-minutesAgo), 0, bad)];
        return BudgetSentence.Of(Budget.Of(objective, new CountSeries(rows), now));
    }
}
