namespace Upshot.Decide.Baselines;

/// <summary>What is usual at an hour of the week: the median, and the median distance from it as the standard deviation that a normal distribution would have with it.</summary>
public readonly record struct UsualValue(double Median, double Spread)
{
    private const int Weeks = 4;

    /// <summary>Two weeks of the hour and of half of its neighbours.</summary>
    private const int Fewest = 2 * SignalPast.StepsAnHour;

    /// <summary>What varies by less than a fiftieth varies too little to tell by.</summary>
    private const double LeastShare = 0.02;

    /// <summary>Of the steps within half an hour of the same time in up to four weeks before; null: fewer than two weeks of them are known.</summary>
    /// <param name="isCount">Counts vary by chance by their square root at least.</param>
    public static UsualValue? At(SignalPast? past, long step, bool isCount)
    {
        var known = new List<double>(Weeks * ((2 * SignalPast.StepsAnHour) + 1));
        for (var week = 1; week <= Weeks; week++)
        {
            for (var near = -SignalPast.StepsAnHour / 2; near <= SignalPast.StepsAnHour / 2; near++)
            {
                if (past is not null && past[step - (week * SignalPast.StepsAWeek) + near] is var value && double.IsFinite(value))
                {
                    known.Add(value);
                }
            }
        }

        if (known.Count < Fewest)
        {
            return null;
        }

        var median = Quantiles.Median(known);
        var spread = Quantiles.Spread(known, median);
        // A median distance of zero is no infinity: values that are mostly the same still vary by chance.
        return new(median, Math.Max(Math.Max(spread, LeastShare * Math.Abs(median)), isCount ? Math.Sqrt(Math.Max(1, median)) : 1e-9));
    }
}
