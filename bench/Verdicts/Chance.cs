namespace Upshot.Verdicts;

/// <summary>Chance from a seed: the same numbers on every machine, in every order of runs.</summary>
internal sealed class Chance(int seed)
{
    private readonly Random _random = new(seed);
    private double _spare;
    private bool _hasSpare;

    public double Uniform() => _random.NextDouble();

    public double Normal()
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

    public int Poisson(double mean)
    {
        if (mean > 60)
        {
            return Math.Max(0, (int)Math.Round(mean + (Math.Sqrt(mean) * Normal())));
        }

        var (limit, product, count) = (Math.Exp(-mean), 1.0, -1);
        do
        {
            product *= _random.NextDouble();
            count++;
        }
        while (product > limit);
        return count;
    }

    /// <summary>Stationary shocks that fade by φ a step.</summary>
    public double[] Autoregressive(int steps, double spread, double phi)
    {
        var values = new double[steps];
        var (state, innovation) = (Normal(), Math.Sqrt(1 - (phi * phi)));
        for (var i = 0; i < steps; i++)
        {
            values[i] = spread * state;
            state = (phi * state) + (innovation * Normal());
        }

        return values;
    }
}
