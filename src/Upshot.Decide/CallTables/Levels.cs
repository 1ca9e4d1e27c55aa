namespace Upshot.Decide.CallTables;

/// <summary>
/// The levels that a column of times has: where its values fall into heaps with next to nothing between them, the borders of
/// the heaps. A single heap, however long its tail, has none.
/// </summary>
/// <remarks>A cut by Otsu ("A threshold selection method from gray-level histograms", 1979), moved to the emptiest place between the two means, counts when that place is empty indeed.</remarks>
internal static class Levels
{
    private const double WindowShare = 0.25;
    private const double MostBetween = 0.12;

    // Between whole milliseconds there is always nothing: a place is empty only when it spans more than one of them.
    private const int FewestSteps = 2;

    /// <param name="fewest">The fewest values in a heap.</param>
    /// <returns>Borders in rising order; a value belongs above a border when it is greater.</returns>
    public static IReadOnlyList<double> Of(double[] values, int fewest)
    {
        double[] sorted = [.. values.Order()];
        var borders = new List<double>();
        Split(sorted, fewest, StepOf(sorted), borders);
        borders.Sort();
        return borders;
    }

    private static void Split(ReadOnlySpan<double> sorted, int fewest, double step, List<double> borders)
    {
        if (sorted.Length < 2 * fewest || sorted[0] == sorted[^1])
        {
            return;
        }

        var cut = Otsu(sorted, fewest);
        if (cut < 0)
        {
            return;
        }

        var (low, high) = (Mean(sorted[..cut]), Mean(sorted[cut..]));
        var width = Math.Max(WindowShare * (high - low), FewestSteps * step);
        if (width > (high - low) / 2)
        {
            return;
        }

        var (border, between) = Emptiest(sorted, low, high, width);
        var at = CountUpTo(sorted, border);
        var smaller = Math.Min(at, sorted.Length - at);
        if (smaller < fewest || between > MostBetween * smaller)
        {
            return;
        }

        borders.Add(border);
        Split(sorted[..at], fewest, step, borders);
        Split(sorted[at..], fewest, step, borders);
    }

    // The distance of neighbouring values as they are written: 1 of whole milliseconds, next to nothing of measured fractions.
    private static double StepOf(double[] sorted)
    {
        double[] steps = [.. sorted.Zip(sorted.Skip(1), (a, b) => b - a).Where(d => d > 0).Order()];
        return steps.Length == 0 ? 0 : steps[steps.Length / 4];
    }

    // The cut with the largest variance between both sides.
    private static int Otsu(ReadOnlySpan<double> sorted, int fewest)
    {
        double all = 0;
        foreach (var value in sorted)
        {
            all += value;
        }

        double sum = 0, best = -1;
        var cut = -1;
        for (var i = 1; i < sorted.Length; i++)
        {
            sum += sorted[i - 1];
            var difference = (sum / i) - ((all - sum) / (sorted.Length - i));
            var between = (double)i * (sorted.Length - i) * difference * difference;
            if (i >= fewest && sorted.Length - i >= fewest && between > best)
            {
                (best, cut) = (between, i);
            }
        }

        return cut;
    }

    private static (double Border, int Between) Emptiest(ReadOnlySpan<double> sorted, double low, double high, double width)
    {
        const int Places = 40;
        var best = (Border: (low + high) / 2, Between: int.MaxValue);
        for (var i = 0; i <= Places; i++)
        {
            var centre = low + (width / 2) + ((high - low - width) * i / Places);
            var between = CountUpTo(sorted, centre + (width / 2)) - CountUpTo(sorted, centre - (width / 2));
            if (between < best.Between)
            {
                best = (centre, between);
            }
        }

        return best;
    }

    private static int CountUpTo(ReadOnlySpan<double> sorted, double value)
    {
        var (low, high) = (0, sorted.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = sorted[middle] <= value ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    private static double Mean(ReadOnlySpan<double> values)
    {
        double sum = 0;
        foreach (var value in values)
        {
            sum += value;
        }

        return sum / values.Length;
    }
}
