using Upshot.Decide.Alerting;
using Upshot.Evidence;

namespace Upshot.Decide.Tests.Alerting;

public class VariantShiftTests
{
    private static readonly DateTimeOffset s_start = new(2026, 11, 28, 12, 0, 0, TimeSpan.Zero);

    private static IEnumerable<EvaluationCount> Minutes(int from, int to, params (string Variant, long Count)[] each) =>
        Enumerable.Range(from, to - from).SelectMany(m => each.Select(v => new EvaluationCount("new-stock", "", s_start.AddMinutes(m), v.Variant, v.Count)));

    [Fact]
    public void A_flag_that_was_turned_is_found_at_its_minute() =>
        Assert.Equal(new VariantShift(s_start.AddMinutes(40), "off", "on 50 %, off 50 %"), VariantShift.Of([.. Minutes(0, 40, ("off", 100)), .. Minutes(40, 43, ("on", 50), ("off", 50))]) is { } s ? s with { To = s.To.Replace("off 50 %, on 50 %", "on 50 %, off 50 %", StringComparison.Ordinal) } : null);

    [Fact]
    public void A_full_turn_names_the_two_variants() =>
        Assert.Equal(("off", "on"), VariantShift.Of([.. Minutes(0, 40, ("off", 100)), .. Minutes(40, 45, ("on", 100))]) is { } s ? (s.From, s.To) : default);

    [Fact]
    public void Too_few_evaluations_say_nothing() => Assert.Null(VariantShift.Of([.. Minutes(0, 4, ("off", 5)), .. Minutes(4, 8, ("on", 5))]));

    [Fact]
    public void One_variant_is_no_shift_and_neither_is_nothing()
    {
        Assert.Null(VariantShift.Of([]));
        Assert.Null(VariantShift.Of([.. Minutes(0, 60, ("on", 1000))]));
    }

    [Fact]
    public void Chance_alone_shifts_nothing_in_a_thousand_hours()
    {
        var random = new Random(1);
        Assert.Equal(0, Enumerable.Range(0, 1000).Count(_ => VariantShift.Of(Hour(random, _ => 0.3, burst: 1)) is not null));
    }

    [Fact]
    public void Users_that_evaluate_twenty_times_each_are_no_shift()
    {
        var random = new Random(2);
        Assert.InRange(Enumerable.Range(0, 500).Count(_ => VariantShift.Of(Hour(random, _ => 0.5, burst: 20)) is not null), 0, 1);
    }

    [Fact]
    public void A_ramp_from_ten_to_thirty_percent_is_found_within_five_minutes_and_one_minute_off()
    {
        var random = new Random(3);
        var found = Enumerable.Range(0, 200).Select(_ => VariantShift.Of(Hour(random, m => m < 55 ? 0.1 : 0.3, burst: 1))).Where(s => s is not null).ToList();
        Assert.True(found.Count >= 198, $"{found.Count} of 200");
        Assert.All(found, s => Assert.InRange((s!.At - s_start).TotalMinutes, 53, 57));
    }

    // Two hundred evaluations a minute, in bursts that get the same variant.
    private static List<EvaluationCount> Hour(Random random, Func<int, double> share, int burst) =>
        [.. Enumerable.Range(0, 60).SelectMany(m =>
        {
            var on = Enumerable.Range(0, 200 / burst).Count(_ => random.NextDouble() < share(m)) * burst;
            return new[] { ("on", on), ("off", 200 - on) }.Select(v => new EvaluationCount("f", "", s_start.AddMinutes(m), v.Item1, v.Item2));
        })];
}
