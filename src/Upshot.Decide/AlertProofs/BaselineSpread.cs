using Upshot.Decide.Baselines;
using Upshot.Plan;

namespace Upshot.Decide.AlertProofs;

/// <summary>How much a watched signal varies at the same hour of the week, and so which change of it could be seen at all.</summary>
internal static class BaselineSpread
{
    public static void Of(AlertBaseline baseline, SignalPast? past, List<CalibrationProposal> proposals, List<string> kept, List<string> unknown)
    {
        var name = $"{baseline.Name}/unusual";
        var shares = new List<double>();
        for (var step = past?.End - SignalPast.StepsAWeek ?? 0; step < past?.End; step += SignalPast.StepsAnHour)
        {
            if (UsualValue.At(past, step, baseline.Measure == OutcomeMeasure.Count) is { Median: not 0 } usual)
            {
                shares.Add(usual.Spread / Math.Abs(usual.Median));
            }
        }

        if (shares.Count < 24)
        {
            unknown.Add($"{name}: {shares.Count} of 168 hours of the week have two weeks of values, and 24 are needed");
            return;
        }

        var (least, middle, most) = (shares.Min(), Quantiles.Median(shares), shares.Max());
        var spread = $"the spread at an hour of the week is {Calibration.Percent(middle)} of the median (hours from {Calibration.Percent(least)} to {Calibration.Percent(most)})";
        if (SignalWatch.LeastDistance * middle < 1 || baseline.Direction == "up")
        {
            kept.Add($"{name}: {spread}, so a change of {Calibration.Percent(SignalWatch.LeastDistance * middle)} can be seen");
            return;
        }

        proposals.Add(new(
            name, "alerts.baselines", "watched", "not watched", $"{char.ToUpperInvariant(spread[0])}{spread[1..]}: not even its end could be told from chance. Watch it by another measure, upwards only, or not at all.",
            $"alerts:\n  baselines:\n-    {baseline.Name}: {{ signal: {baseline.Signal}, objective: {baseline.Objective} }}\n", null));
    }
}
