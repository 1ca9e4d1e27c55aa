namespace Upshot.Decide.AlertProofs;

/// <summary>Draws from a Poisson distribution by its cumulative table: one random number and about one comparison each.</summary>
public sealed class PoissonTable
{
    private const int Guides = 1024;
    private readonly double[] _cumulative;
    private readonly int[] _guide = new int[Guides];
    private readonly int _first;

    public PoissonTable(double mean)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(mean);
        // Beyond twelve standard deviations and forty events nothing is left that a double could hold beside one.
        var spread = (12 * Math.Sqrt(mean)) + 40;
        _first = (int)Math.Max(0, mean - spread);
        var last = (int)(mean + spread);
        _cumulative = new double[last - _first + 1];
        var sum = 0.0;
        for (var k = _first; k <= last; k++)
        {
            sum += Math.Exp(LogProbability(k, mean));
            _cumulative[k - _first] = sum;
        }

        for (var i = 0; i < _cumulative.Length; i++)
        {
            _cumulative[i] /= sum;
        }

        _cumulative[^1] = 1;
        for (var (g, i) = (0, 0); g < Guides; g++)
        {
            while (_cumulative[i] <= (double)g / Guides)
            {
                i++;
            }

            _guide[g] = i;
        }
    }

    public int Draw(Chance chance)
    {
        var u = chance.NextDouble();
        var i = _guide[(int)(u * Guides)];
        while (_cumulative[i] <= u)
        {
            i++;
        }

        return _first + i;
    }

    private static double LogProbability(int k, double mean) => mean == 0 ? (k == 0 ? 0 : double.NegativeInfinity) : (k * Math.Log(mean)) - mean - MathNet.Numerics.SpecialFunctions.GammaLn(k + 1);
}
