using Upshot.Evidence;

namespace Upshot.Decide.Comparison;

/// <summary>The errors of one arm.</summary>
/// <param name="Shrunk">The ratio with one failure and one success added.</param>
/// <param name="Binomial">The ratio's variance if every request failed or not by itself.</param>
/// <param name="Rests">For each process, how far its replicates are from the arm's ratio, in units of the ratio.</param>
internal sealed record ErrorCounts(int Replicates, long Total, double Ratio, double Shrunk, double Binomial, IReadOnlyList<double[]> Rests)
{
    public static ErrorCounts Of(IReadOnlyList<IReadOnlyList<ReplicateEvidence>> processes)
    {
        var seen = processes.Select(units => units.Where(u => u.Count > 0).ToList()).Where(units => units.Count > 0).ToList();
        var all = seen.SelectMany(units => units).ToList();
        var (total, errors) = (all.Sum(u => u.Count), all.Sum(u => u.Errors));
        var ratio = total == 0 ? double.NaN : (double)errors / total;
        var shrunk = (errors + 1.0) / (total + 2.0);
        var mean = (double)total / all.Count;
        return new ErrorCounts(all.Count, total, ratio, shrunk, shrunk * (1 - shrunk) / (total + 2.0), [.. seen.Select(units => units.Select(u => (u.Errors - (ratio * u.Count)) / mean).ToArray())]);
    }

    /// <summary>Variance of the ratio and its degrees of freedom.</summary>
    public (double Variance, double DegreesOfFreedom) AtLeastBinomial(SampleSummary rests) => rests.SquaredError > Binomial
        ? (rests.SquaredError, rests.DegreesOfFreedom)
        : (Binomial, Replicates < 3 ? 1 : Math.Max(1, Total - 1));
}
