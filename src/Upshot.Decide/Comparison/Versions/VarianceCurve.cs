using Upshot.Decide.Comparison.Concurrent;

namespace Upshot.Decide.Comparison.Versions;

/// <summary>The variance of one process's number after so much time: it falls towards what the processes' levels differ by, and no further.</summary>
/// <param name="Limit">What no time makes smaller.</param>
/// <param name="Block">Length of a block of the covariance.</param>
internal sealed record VarianceCurve(BlockCovariance Covariance, double Limit, TimeSpan Block, double Requests)
{
    /// <param name="now">The variance of a process's mean over all blocks, as measured.</param>
    public static VarianceCurve Of(BlockCovariance fitted, double now, int blocks, double requests, TimeSpan length)
    {
        var within = fitted.OfMean(blocks, requests) - fitted.Between;
        // Where chance within explains all, a tenth is left for the levels: information that never saturated would make open-ended looks spend nothing.
        var between = Math.Max(0.1 * now, now - within);
        return new VarianceCurve(fitted with { Between = between }, between, length / Math.Max(1, blocks), requests);
    }

    public double At(TimeSpan length)
    {
        var blocks = length / Block;
        var whole = Math.Max(1, (int)Math.Round(blocks));
        // Fractions of a block: shocks as in one block, requests by their number.
        return Limit + Covariance.OfMean(whole, Requests * Math.Min(1, blocks) * Math.Max(1, blocks) / whole) - Covariance.Between;
    }
}
