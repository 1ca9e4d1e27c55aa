using MathNet.Numerics;
using Upshot.Decide.Alerting;
using Upshot.Decide.Budgets;

namespace Upshot.Decide.AlertProofs;

/// <summary>How often an alert fires in a month of thirty days although the service fails exactly as often as its objective allows, with its 95 % interval.</summary>
/// <param name="Months">Simulated; 0: the probability is too small to be worth it, and the number is an upper bound.</param>
public sealed record FalsePages(double AMonth, double Low, double High, int Months)
{
    public const int MinutesOfMonth = 30 * 24 * 60;

    /// <summary>With fewer than this expected, no simulation would see one.</summary>
    private const double Negligible = 1e-5;

    /// <summary>No window fires more often than this: the probability of a minute that fires, added over the minutes of a month.</summary>
    public static bool IsNegligible(IEnumerable<WindowNeed> windows, double target, double perMinute, out double bound)
    {
        bound = MinutesOfMonth * windows.Where(w => w.IsPossible).Sum(w => Probability(w, target, perMinute));
        return bound < Negligible;
    }

    /// <summary>One long history of minutes, independent and with constant traffic, in which pages are counted.</summary>
    public static FalsePages Simulate(BurnRule rule, double perMinute, int months, ulong seed) => Of(Run(rule, perMinute, months, seed).PagesOfMonths);

    /// <summary>
    /// Of a signal that is unusual by chance as often as its watch allows, whatever fails: false where the budget burns in the same quarter of an hour. That share is simulated.
    /// </summary>
    public static FalsePages WithSignal(BurnRule burning, double perMinute, double chance, int months, ulong seed)
    {
        var (all, held) = Run(burning, perMinute, months, seed).Quarters;
        var (alarms, share) = (MinutesOfMonth / 15 * chance, (double)held / all);

        // Quarters that follow each other are one burning of an hour: so many times fewer than there are.
        var error = 1.96 * Math.Sqrt(share * (1 - share) / (all / 4.0));
        return new(alarms * share, alarms * Math.Max(0, share - error), alarms * (held == 0 ? 3.0 / (all / 4.0) : share + error), months);
    }

    private static SimulatedRule Run(BurnRule rule, double perMinute, int months, ulong seed)
    {
        var watched = new SimulatedRule(rule);
        var minutes = new SimulatedMinutes([.. watched.Lengths.Distinct().Order()]);
        var allowed = (double)BurnRate.Allowed(rule.Promise.Target);
        var (bad, good, chance) = (new PoissonTable(perMinute * allowed), new PoissonTable(perMinute * (1 - allowed)), new Chance(seed));
        for (var warm = minutes.Longest; warm > 0; warm--)
        {
            minutes.Add(bad.Draw(chance), good.Draw(chance));
        }

        watched.Begin(minutes);
        for (var month = 0; month < months; month++)
        {
            for (var minute = 0; minute < MinutesOfMonth; minute++)
            {
                minutes.Add(bad.Draw(chance), good.Draw(chance));
                watched.Evaluate(minutes);
            }

            watched.EndMonth();
        }

        return watched;
    }

    private static FalsePages Of(IReadOnlyList<int> months)
    {
        var mean = months.Average();
        if (mean == 0)
        {
            return new(0, 0, 3.0 / months.Count, months.Count);
        }

        var error = 1.96 * Math.Sqrt(months.Sum(m => (m - mean) * (m - mean)) / Math.Max(1, months.Count - 1) / months.Count);
        return new(mean, Math.Max(0, mean - error), mean + error, months.Count);
    }

    // A little fewer events than expected make a ratio larger: the bound allows for it.
    private static double Probability(WindowNeed window, double target, double perMinute)
    {
        var events = perMinute * window.Window.Long.TotalMinutes;
        var few = (long)Math.Floor(events - (5 * Math.Sqrt(events)));
        if (few < 1)
        {
            return 1;
        }

        var mean = (1 - target) * events;
        var needed = window.FewestFailures(few) ?? few;
        return needed <= mean ? 1 : SpecialFunctions.GammaLowerRegularized(needed, mean);
    }
}
