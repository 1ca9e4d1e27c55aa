namespace Upshot.Decide.Comparison.Startup;

/// <summary>
/// How a process gets from its start to its pace: a measure by age, relative to what it settles at. Ages are left out of a comparison until the curve
/// stays within the tolerance.
/// </summary>
internal static class StartUpCurve
{
    public const double Tolerance = 0.05;

    /// <summary>From this share of the window on a start-up is not cut off: the version is still warming up.</summary>
    public const double StillWarming = 0.2;

    /// <param name="byAge">Log of the measure by age, relative to what ran at the same time or to the settled level; NaN where nothing is known.</param>
    /// <param name="errors">Standard error of each; an age is only called warming where the curve is out by more than chance.</param>
    /// <returns>How many ages to leave out: those up to the last one that is out of bounds, counted from the start without a gap.</returns>
    public static int Settled(IReadOnlyList<double> byAge, IReadOnlyList<double> errors, double z = 3)
    {
        var limit = Math.Log(1 + Tolerance);
        var settled = 0;
        var within = 0;
        for (var age = 0; age < byAge.Count; age++)
        {
            if (double.IsNaN(byAge[age]))
            {
                continue;
            }

            if (Math.Abs(byAge[age]) > limit + (z * errors[age]))
            {
                (settled, within) = (age + 1, 0);
            }
            else if (++within >= 2)
            {
                // Two ages in a row within: whatever comes later is no start-up.
                break;
            }
        }

        return settled;
    }
}
