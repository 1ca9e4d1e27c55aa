namespace Upshot.Decide.Comparison.Joint;

/// <summary>Standard normal numbers from a seed, the same on every platform.</summary>
/// <remarks>G. Marsaglia and T. A. Bray, "A convenient method for generating normal variables", SIAM Review 6 (1964).</remarks>
internal sealed class NormalDraws(int seed)
{
    private readonly Random _random = new(seed);
    private double _spare;
    private bool _hasSpare;

    public double Next()
    {
        if (_hasSpare)
        {
            _hasSpare = false;
            return _spare;
        }

        double u, v, s;
        do
        {
            u = (2 * _random.NextDouble()) - 1;
            v = (2 * _random.NextDouble()) - 1;
            s = (u * u) + (v * v);
        }
        while (s is >= 1 or 0);
        var factor = Math.Sqrt(-2 * Math.Log(s) / s);
        (_spare, _hasSpare) = (v * factor, true);
        return u * factor;
    }
}
