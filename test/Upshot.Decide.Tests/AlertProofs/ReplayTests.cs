using Upshot.Decide.Alerting;
using Upshot.Decide.AlertProofs;
using Upshot.Decide.Baselines;
using Upshot.Decide.Budgets;
using Upshot.Evidence;
using Upshot.Plan;

namespace Upshot.Decide.Tests.AlertProofs;

public class ReplayTests
{
    private const int Warm = 3 * 1440, Minutes = 1440;
    private static readonly DateTimeOffset s_start = new(2026, 11, 2, 0, 0, 0, TimeSpan.Zero);
    private static readonly SourceLocation s_here = new("upshot.yaml", 1, 1);

    [Theory]
    [InlineData(1, 0.999, 600, 1)]
    [InlineData(2, 0.99, 2, 1)]
    [InlineData(3, 0.95, 0.3, 1)]
    [InlineData(4, 0.99, 20, 4)]
    [InlineData(5, 0.9, 0.05, 2)]
    public void It_is_what_is_found_by_looking_at_every_minute_by_brute_force(int seed, double target, double perMinute, int minimumFailures)
    {
        var objective = new Objective("o", s_here) { Operation = "o", Target = target, Window = new() { Length = TimeSpan.FromDays(28) } };
        var minutes = Draw(seed, target, perMinute);
        var rules = BurnRule.Of(new AlertPolicy { MinimumFailures = minimumFailures }, objective).ToList();
        var range = new TimeRange(s_start.AddMinutes(Warm), s_start.AddMinutes(Warm + Minutes));
        var replayed = Replay.Run(rules, new Dictionary<string, CountSeries> { ["o"] = new(minutes) }, [], [], range).Select(e => (e.Alert, e.FiredAt, e.ResolvedAt)).Order().ToList();

        // Google's table for 28 days, written out: share of the budget x 28 days / long window.
        var found = ByBruteForce("o/page", minutes, target, minimumFailures, [(60, 5, 0.02 * 28 * 24), (360, 30, 0.05 * 28 * 4)])
            .Concat(ByBruteForce("o/ticket", minutes, target, minimumFailures, [(4320, 360, 0.1 * 28 / 3)])).Order().ToList();
        Assert.NotEmpty(found);
        Assert.Equal(found, replayed);
    }

    [Fact]
    public void What_is_unusual_is_what_a_look_at_each_minute_that_knows_nothing_of_later_ones_finds()
    {
        var objective = new Objective("works", s_here) { Operation = "o", Target = 0.99 };
        var rule = new BaselineRule(new("orders", "orders", "works", s_here) { Direction = "down" }, new("orders", SignalKind.Event, s_here), objective);
        var (begin, end) = (new DateTimeOffset(2026, 11, 27, 12, 0, 0, TimeSpan.Zero), new DateTimeOffset(2026, 11, 27, 15, 0, 0, TimeSpan.Zero));
        var (first, random) = (SignalPast.StepOf(begin) - (4 * SignalPast.StepsAWeek), new Random(3));
        var past = new SignalPast(first, [.. Enumerable.Range(0, (int)(SignalPast.StepOf(end) - first)).Select(i => Math.Round(
            (SignalPast.TimeOf(first + i) is var at && at >= begin.AddMinutes(40) && at < begin.AddMinutes(100) ? 90.0 : 300) + (random.NextDouble() * 30)))]);
        var counts = new CountSeries([.. Enumerable.Range(0, 300).Select(m => new MinuteCount(begin.AddMinutes(m - 120), m is >= 160 and < 220 ? 450 : 500, 500))]);
        var replayed = Replay.Run([], new Dictionary<string, CountSeries> { ["works"] = counts }, [(rule, past)], [], new(begin, end));

        var holds = Enumerable.Range(1, 180).Select(m => begin.AddMinutes(m)).Where(now =>
        {
            var known = past with { Values = [.. past.Values.Take((int)(SignalPast.EndAt(now) - first))] };
            return rule.Read(UnusualSignal.Of(known, SignalPast.EndAt(now), "down", isCount: true), w => counts.Sum(TimeRange.Last(w, now)), now).Condition == AlertCondition.Holds;
        }).ToList();
        var episode = Assert.Single(replayed);
        Assert.Equal("orders/unusual", episode.Alert);
        Assert.Equal((holds[0], holds[^1].AddMinutes(5)), (episode.FiredAt!.Value, episode.ResolvedAt!.Value));
        Assert.InRange((holds[0] - begin.AddMinutes(40)).TotalMinutes, (SignalPast.Step + SignalPast.Lag).TotalMinutes, (SignalWatch.Seen + SignalPast.Lag).TotalMinutes);
    }

    // Another way to the same: arrays, sums over them, and a state for each alert.
    private static List<(string, DateTimeOffset?, DateTimeOffset?)> ByBruteForce(string alert, IReadOnlyList<MinuteCount> minutes, double target, int minimumFailures, (int Long, int Short, double Factor)[] windows)
    {
        var (found, allowed) = (new List<(string, DateTimeOffset?, DateTimeOffset?)>(), 1 - target);
        var (isPending, fired, held) = (false, (int?)null, 0);
        for (var now = Warm + 1; now <= Warm + Minutes; now++)
        {
            var (holds, uncertain, unknown) = (false, false, false);
            foreach (var (length, shorter, factor) in windows.Where(w => w.Factor * allowed < 1))
            {
                var (bad, total) = Sum(now - length, now);
                var (badNow, totalNow) = Sum(now - shorter, now);
                var burns = total > 0 && bad > factor * allowed * total;
                unknown |= burns && totalNow == 0;
                if (burns && totalNow > 0 && badNow > factor * allowed * totalNow)
                {
                    var isChance = factor * allowed * total < 10 && Tail(bad, total, allowed) > 0.01;
                    holds |= bad >= minimumFailures && !isChance;
                    uncertain |= bad < minimumFailures || isChance;
                }
            }

            if (holds)
            {
                (fired, isPending, held) = (fired ?? now, false, now);
            }
            else if (uncertain)
            {
                (isPending, held) = (fired is null, now);
            }
            else if (unknown && fired is not null)
            {
                held = now;
            }
            else if ((fired is not null || isPending) && now - held >= 5)
            {
                if (fired is { } begin)
                {
                    found.Add((alert, s_start.AddMinutes(begin), s_start.AddMinutes(now)));
                }

                (fired, isPending) = (null, false);
            }
        }

        if (fired is { } open)
        {
            found.Add((alert, s_start.AddMinutes(open), null));
        }

        return found;

        (long Bad, long Total) Sum(int from, int to)
        {
            var (bad, total) = (0L, 0L);
            for (var i = from; i < to; i++)
            {
                (bad, total) = (bad + minutes[i].Total - minutes[i].Good, total + minutes[i].Total);
            }

            return (bad, total);
        }
    }

    // P(X >= bad), term by term.
    private static double Tail(long bad, long total, double ratio)
    {
        var (sum, term) = (0.0, Math.Pow(1 - ratio, total));
        for (long k = 0; k < bad; k++)
        {
            sum += term;
            term *= (double)(total - k) / (k + 1) * ratio / (1 - ratio);
        }

        return 1 - sum;
    }

    // A quarter of the budget is usual; outages of all sizes, and times without requests.
    private static List<MinuteCount> Draw(int seed, double target, double perMinute)
    {
        var (random, chance, minutes) = (new Random(seed), new Chance((ulong)seed), new List<MinuteCount>());
        var (share, until, gone, table) = (0.0, 0, false, new PoissonTable(perMinute));
        for (var m = 0; m < Warm + Minutes; m++)
        {
            if (m >= until)
            {
                (until, gone) = (m + random.Next(1, 240), random.Next(8) == 0);
                share = random.Next(4) switch { 0 => random.NextDouble(), 1 => Math.Min(1, (1 - target) * 20 * random.NextDouble()), _ => (1 - target) / 4 };
            }

            var total = gone ? 0 : table.Draw(chance);
            minutes.Add(new(s_start.AddMinutes(m), total - Enumerable.Range(0, total).Count(_ => random.NextDouble() < share), total));
        }

        return minutes;
    }
}
