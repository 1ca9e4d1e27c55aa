namespace Upshot.Decide.Comparison.Variances;

/// <summary>A variance that was measured, and the degrees of freedom it rests on.</summary>
internal readonly record struct SampleVariance(double Value, double DegreesOfFreedom)
{
    /// <summary>Of values around their own mean.</summary>
    public static SampleVariance Of(IReadOnlyList<double> values)
    {
        if (values.Count < 2)
        {
            return new SampleVariance(0, 0);
        }

        double mean = 0, squares = 0;
        for (var i = 0; i < values.Count; i++)
        {
            mean += values[i] / values.Count;
        }

        for (var i = 0; i < values.Count; i++)
        {
            squares += (values[i] - mean) * (values[i] - mean);
        }

        return new SampleVariance(squares / (values.Count - 1), values.Count - 1);
    }

    /// <summary>One variance for all of them.</summary>
    public static SampleVariance Pooled(IEnumerable<SampleVariance> variances)
    {
        double squares = 0, degreesOfFreedom = 0;
        foreach (var v in variances)
        {
            squares += v.Value * v.DegreesOfFreedom;
            degreesOfFreedom += v.DegreesOfFreedom;
        }

        return new SampleVariance(degreesOfFreedom > 0 ? squares / degreesOfFreedom : 0, degreesOfFreedom);
    }
}
