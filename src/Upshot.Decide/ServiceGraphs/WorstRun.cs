namespace Upshot.Decide.ServiceGraphs;

/// <summary>
/// The neighbouring rows of a window that stand out most (a scan statistic: Kulldorff, "A spatial scan statistic", 1997), and how often as much
/// stands out in windows of the baseline that are as long.
/// </summary>
/// <param name="Sum">The excess over these rows.</param>
/// <param name="Chance">The share of the baseline's windows whose worst run stands out as much; of a short baseline, where that says little, a bound by the deviations.</param>
internal sealed record WorstRun(int From, int Length, double Sum, double Deviations, double Chance)
{
    private const int MostLengths = 12;
    private const int EnoughWindows = 10;

    public double SumOf(double[] values)
    {
        double sum = 0;
        for (var i = From; i < From + Length; i++)
        {
            sum += values[i];
        }

        return sum;
    }

    public static WorstRun? Of(ExcessMass mass, Func<ExcessMass, int, double> floor, int mostBlocks)
    {
        var lengths = Lengths(mass.Window.Length, mass.Baseline.Length);
        if (lengths.Count == 0)
        {
            return null;
        }

        var usual = lengths.Select(l => UsualRange.Of(UsualRange.Sums(mass.Baseline, l), floor(mass, l))).ToList();
        var worst = Scan(mass.Window, lengths, usual);
        var windows = Math.Max(1, mass.Baseline.Length - mass.Window.Length + 1);
        var step = Math.Max(1, windows / mostBlocks);
        var (asBad, all) = (0, 0);
        for (var at = 0; at < windows; at += step, all++)
        {
            var end = Math.Min(mass.Baseline.Length, at + mass.Window.Length);
            asBad += Scan(mass.Baseline[at..end], lengths, usual).Deviations >= worst.Deviations ? 1 : 0;
        }

        var chance = (asBad + 1.0) / (all + 1);
        return worst with { Chance = all >= EnoughWindows ? chance : Math.Min(chance, Bound(worst, mass.Window.Length, lengths.Count)) };
    }

    // Of a baseline hardly longer than the window no share of windows can be small. Whatever the distribution, a run lies z deviations above with no more than 1 / (1 + z²) (Cantelli),
    // and as many runs were looked at as stand side by side, at each length.
    private static double Bound(WorstRun worst, int rows, int lengths) => Math.Min(1, (double)rows / worst.Length * lengths / (1 + (worst.Deviations * worst.Deviations)));

    private static WorstRun Scan(double[] values, IReadOnlyList<int> lengths, IReadOnlyList<UsualRange> usual)
    {
        var worst = new WorstRun(0, 1, 0, double.NegativeInfinity, 1);
        for (var k = 0; k < lengths.Count; k++)
        {
            var sums = UsualRange.Sums(values, lengths[k]);
            for (var i = 0; i < sums.Length; i++)
            {
                if (usual[k].Deviation(sums[i]) > worst.Deviations)
                {
                    worst = new WorstRun(i, lengths[k], sums[i], usual[k].Deviation(sums[i]), 1);
                }
            }
        }

        return worst;
    }

    // All lengths of a short window, doubling ones of a long one; no longer than what the baseline shows at least twice.
    private static List<int> Lengths(int window, int baseline)
    {
        var most = Math.Min(window, Math.Max(1, baseline / 2));
        if (most <= MostLengths)
        {
            return [.. Enumerable.Range(1, most)];
        }

        var lengths = new List<int>();
        for (var length = 1; length < most; length *= 2)
        {
            lengths.Add(length);
        }

        return [.. lengths, most];
    }
}
