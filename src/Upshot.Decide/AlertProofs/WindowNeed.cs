using Upshot.Decide.Budgets;
using Upshot.Plan;
using Upshot.Plan.Alerts;

namespace Upshot.Decide.AlertProofs;

/// <summary>What one window of an alert needs in order to fire, as the engine judges it.</summary>
public sealed class WindowNeed(AlertWindow window, Objective objective, int minimumFailures)
{
    private readonly Dictionary<long, long?> _fewest = [];

    public AlertWindow Window { get; } = window;

    public double Factor { get; } = BurnRateTable.Factor(window, BurnRateTable.Period(objective.Window));

    /// <summary>The share of failures that both windows must exceed.</summary>
    public double Threshold => Factor * (double)BurnRate.Allowed(objective.Target);

    public bool IsPossible => Threshold < 1;

    /// <summary>The fewest failures among so many events in the long window that fire; null: not even if all fail.</summary>
    public long? FewestFailures(long total)
    {
        if (_fewest.TryGetValue(total, out var known))
        {
            return known;
        }

        var fewest = Search(total);
        // Only small totals come again and again.
        if (_fewest.Count < 100_000)
        {
            _fewest[total] = fewest;
        }

        return fewest;
    }

    /// <summary>Whether one failure alone exceeds the ratio at so many events: a hair trigger, unless the policy waits for more.</summary>
    public bool IsHairTrigger(double events) => minimumFailures < 2 && events >= 1 && IsPossible && events <= BurnRateTable.HairTriggerEvents(objective.Target, Factor);

    private long? Search(long total)
    {
        // The ratio asks for more than so many; chance may ask for more still.
        var least = Math.Max(Math.Max(1, minimumFailures), (long)Math.Floor(Threshold * total) + 1);
        for (var bad = least; bad <= total; bad++)
        {
            if (!(LowTraffic.ChanceP(new EventCount(total, bad), objective.Target, Factor) > LowTraffic.Chance))
            {
                return bad;
            }
        }

        return null;
    }
}
