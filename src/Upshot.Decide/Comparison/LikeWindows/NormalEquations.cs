using MathNet.Numerics.LinearAlgebra;

namespace Upshot.Decide.Comparison.LikeWindows;

/// <summary>Least squares on deviations from each slot's own mean. A covariate that says nothing new gets a slope of zero.</summary>
internal sealed class NormalEquations(int covariates)
{
    private readonly double[,] _squares = new double[covariates, covariates];
    private readonly double[] _products = new double[covariates];
    private Matrix<double>? _inverse;

    public void Add(SlotDays slot)
    {
        var days = slot.After.Count;
        var means = new double[covariates];
        var mean = 0.0;
        for (var k = 0; k < days; k++)
        {
            mean += slot.After[k] / days;
            for (var i = 0; i < covariates; i++)
            {
                means[i] += slot.Before[k][i] / days;
            }
        }

        for (var k = 0; k < days; k++)
        {
            for (var i = 0; i < covariates; i++)
            {
                var a = slot.Before[k][i] - means[i];
                _products[i] += a * (slot.After[k] - mean);
                for (var j = 0; j < covariates; j++)
                {
                    _squares[i, j] += a * (slot.Before[k][j] - means[j]);
                }
            }
        }
    }

    public double[] Solve()
    {
        if (covariates == 0)
        {
            return [];
        }

        var matrix = Matrix<double>.Build.DenseOfArray(_squares);
        // Of nothing but zeros (covariates that never move) the library makes no numbers.
        _inverse = matrix.InfinityNorm() > 0 ? matrix.PseudoInverse() : matrix;
        return [.. _inverse * Vector<double>.Build.DenseOfArray(_products)];
    }

    /// <summary>h′ (Σ a a′)⁻¹ h: how far today's covariates lie from what was seen.</summary>
    public double Leverage(double[] distance)
    {
        if (covariates == 0)
        {
            return 0;
        }

        var h = Vector<double>.Build.DenseOfArray(distance);
        return Math.Max(0, h * (_inverse! * h));
    }
}
