using Upshot.Decide.Budgets;
using Upshot.Evidence;
using Upshot.Plan;
using Upshot.Plan.Alerts;

namespace Upshot.Review;

/// <summary>An alert over stored minutes: how often and how long it would have fired.</summary>
/// <param name="Now">Times and minutes by the plan as it is; null: the alert is new.</param>
internal sealed record ReplayedAlert(string Objective, AlertWindow Window, Firings? Now, Firings Then);

/// <param name="Times">Unbroken stretches.</param>
internal readonly record struct Firings(int Times, int Minutes, DateTimeOffset? First)
{
    public override string ToString() => Times == 0 ? "never" : $"{(Times == 1 ? "once" : $"{Times} times")}, {Duration(TimeSpan.FromMinutes(Minutes))} in all, first {First:yyyy-MM-dd HH:mm}";

    private static string Duration(TimeSpan length) => length.TotalHours >= 1 ? $"{(int)length.TotalHours} h {length.Minutes} min" : $"{length.Minutes} min";
}

/// <summary>Asks of every minute of the last days whether an alert would have fired in it.</summary>
internal static class AlertReplay
{
    public static IReadOnlyList<ReplayedAlert> Of(Objective after, AlertPolicy policyAfter, Objective? before, AlertPolicy policyBefore, CountSeries countsAfter, CountSeries countsBefore, TimeRange days)
    {
        var windowsBefore = before is null ? [] : BurnRateTable.For(policyBefore, BurnRateTable.Period(before.Window));
        return
        [
            .. BurnRateTable.For(policyAfter, BurnRateTable.Period(after.Window)).Select(window =>
            {
                var was = windowsBefore.FirstOrDefault(w => w.Severity == window.Severity && w.Long == window.Long);
                return new ReplayedAlert(
                    after.Name,
                    window,
                    was is null ? null : Fired(was, before!, countsBefore, policyBefore.MinimumFailures, days),
                    Fired(window, after, countsAfter, policyAfter.MinimumFailures, days));
            }),
        ];
    }

    public static Firings Fired(AlertWindow window, Objective objective, CountSeries counts, int minimumFailures, TimeRange days)
    {
        var (times, minutes) = (0, 0);
        DateTimeOffset? first = null;
        var isFiring = false;
        for (var now = days.From.AddMinutes(1); now <= days.To; now = now.AddMinutes(1))
        {
            var fires = BurnAlert.Of(window, objective, counts, now, minimumFailures).IsFiring;
            minutes += fires ? 1 : 0;
            times += fires && !isFiring ? 1 : 0;
            first ??= fires ? now : null;
            isFiring = fires;
        }

        return new(times, minutes, first);
    }
}
