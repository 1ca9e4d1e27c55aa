namespace Upshot.Decide.Comparison.Versions;

/// <summary>
/// Whether a process that carried nothing at the beginning and at the end of a time was there nevertheless: of an operation that is seldom asked for, the first
/// request of a process comes late and its last one early by chance alone.
/// </summary>
internal static class EndGaps
{
    private const double Seldom = 1e-4;

    /// <param name="missing">Both gaps together, as a part of the time.</param>
    /// <param name="requests">That came in between.</param>
    /// <param name="little">What is no gap at all.</param>
    public static bool AreChance(double missing, long requests, double little) => missing <= little || Probability(missing, requests) > Seldom;

    /// <summary>
    /// That n requests at independent uniform times leave at least so much of the time empty at both ends together: the sum of the first and the last of n + 1
    /// spacings is Beta(2, n − 1) (David and Nagaraja, Order Statistics, 3rd edition, section 6.4).
    /// </summary>
    internal static double Probability(double missing, long requests) =>
        requests < 2 || missing <= 0 ? 1 : missing >= 1 ? 0 : Math.Pow(1 - missing, requests) + (requests * missing * Math.Pow(1 - missing, requests - 1));
}
