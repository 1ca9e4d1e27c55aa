namespace Upshot.Decide.Comparison.Concurrent;

/// <summary>One measure by process and block of time; NaN where a process did not run or had too few requests.</summary>
/// <param name="Values">[process, block], on the scale of the comparison.</param>
/// <param name="Requests">[process, block].</param>
/// <param name="IsCandidate">For each process.</param>
internal sealed record BlockTable(double[,] Values, double[,] Requests, bool[] IsCandidate)
{
    public int Processes => Values.GetLength(0);
    public int Blocks => Values.GetLength(1);

    /// <summary>Adds half squared differences of the processes' deviations from their block's mean of their arm, lag by lag, corrected for that mean being theirs too.</summary>
    public void AddVariogram(Span<double> sums, Span<double> inverse, Span<long> counts)
    {
        var deviations = Deviations(out var correction);
        for (var i = 0; i < Processes; i++)
        {
            for (var j = 0; j < Blocks; j++)
            {
                for (var lag = 1; lag < sums.Length && j + lag < Blocks; lag++)
                {
                    var difference = deviations[i, j + lag] - deviations[i, j];
                    if (!double.IsNaN(difference))
                    {
                        sums[lag] += difference * difference / 2 * correction[i];
                        inverse[lag] += ((1 / Requests[i, j]) + (1 / Requests[i, j + lag])) / 2;
                        counts[lag]++;
                    }
                }
            }
        }
    }

    private double[,] Deviations(out double[] correction)
    {
        var deviations = new double[Processes, Blocks];
        correction = new double[Processes];
        foreach (var arm in new[] { false, true })
        {
            var size = 0;
            for (var i = 0; i < Processes; i++)
            {
                size += IsCandidate[i] == arm ? 1 : 0;
            }

            for (var j = 0; j < Blocks; j++)
            {
                double sum = 0;
                var n = 0;
                for (var i = 0; i < Processes; i++)
                {
                    if (IsCandidate[i] == arm && !double.IsNaN(Values[i, j]))
                    {
                        sum += Values[i, j];
                        n++;
                    }
                }

                for (var i = 0; i < Processes; i++)
                {
                    if (IsCandidate[i] == arm)
                    {
                        // A block's mean over all processes or over none: differences of means over different ones are no shocks.
                        deviations[i, j] = n == size && n > 1 ? Values[i, j] - (sum / n) : double.NaN;
                        correction[i] = size > 1 ? size / (size - 1.0) : 0;
                    }
                }
            }
        }

        return deviations;
    }
}
