namespace Upshot.Decide.Explanations;

/// <summary>Whether few calls stand still for long, rather than all taking a little longer.</summary>
internal static class RarePauses
{
    private const double Few = 0.2;
    private const int Fewest = 20;
    private const int Parts = 200;

    /// <summary>A fifth of the calls has nearly all of the excess, and the others are as before.</summary>
    public static bool Explain(List<double> before, List<double> now)
    {
        if (before.Count < Fewest || now.Count < Fewest)
        {
            return false;
        }

        double[] was = [.. before.Order()];
        double[] @is = [.. now.Order()];
        var total = @is.Average() - was.Average();
        var most = 0.0;
        for (var i = (int)(Parts * (1 - Few)); i < Parts; i++)
        {
            most += (@is[(int)((i + 0.5) / Parts * @is.Length)] - was[(int)((i + 0.5) / Parts * was.Length)]) / Parts;
        }

        return total > 0 && most > 0.85 * total && Math.Abs(@is[@is.Length / 2] - was[was.Length / 2]) < 0.15 * total;
    }
}
