namespace Upshot.Decide.Faults;

/// <summary>By how much a share of events surely grew: the difference of two shares, less what chance explains.</summary>
internal static class ShareChange
{
    private const double Quantile = 2.6;

    /// <summary>0 where it may be chance. Wilson's interval on both sides.</summary>
    public static double Sure(double before, double of, double after, double now)
    {
        if (of <= 0 || now <= 0)
        {
            return 0;
        }

        var (p, q) = (Math.Min(1, before / of), Math.Min(1, after / now));
        return q <= p ? 0 : Math.Max(0, q - p - Math.Sqrt(Square(Above(p, of) - p) + Square(q - Below(q, now))));
    }

    private static double Square(double x) => x * x;

    private static double Below(double p, double n) => Centre(p, n) - Half(p, n);

    private static double Above(double p, double n) => Centre(p, n) + Half(p, n);

    private static double Centre(double p, double n) => (p + (Quantile * Quantile / (2 * n))) / (1 + (Quantile * Quantile / n));

    private static double Half(double p, double n) => Quantile * Math.Sqrt((p * (1 - p) / n) + (Quantile * Quantile / (4 * n * n))) / (1 + (Quantile * Quantile / n));
}
