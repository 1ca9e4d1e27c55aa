namespace Upshot.Decide.Comparison.Concurrent;

/// <summary>
/// Errors of two versions at the same time. Processes of one version have error ratios of their own, so errors spread more than the binomial says: φ = 1 + n p σ². How far apart
/// they are, σ relative to the ratio, is learnt from earlier releases and from the two versions, as a distribution of what it may be: a few processes say
/// little of it, and less than none it cannot be. Ratios are compared within groups of time, so that an hour in which both failed more is no difference where one had a larger share of it.
/// </summary>
/// <remarks>
/// Groups weigh as N. Mantel and W. Haenszel have it, Journal of the National Cancer Institute 22 (1959).
/// D. A. Williams, "Extra-binomial variation in logistic linear models", Applied Statistics 31 (1982), for φ; Pearson's χ² / φ follows χ². Before anything is seen, σ is half-Cauchy with a
/// median of a tenth: A. Gelman, "Prior distributions for variance parameters in hierarchical models", Bayesian Analysis 1 (2006).
/// </remarks>
internal sealed class ErrorOverdispersion
{
    /// <summary>How far apart processes of one version are as often as not, relative to their ratio.</summary>
    public const double Usual = 0.1;
    private const double Finest = 0.01, Step = 1.22;
    private const int Steps = 29;
    private const double MostFreedom = 1e6;

    private readonly double[] _spreads;
    private readonly double[] _weights;

    private ErrorOverdispersion(double[] spreads, double[] weights, double degreesOfFreedom)
    {
        (_spreads, _weights, DegreesOfFreedom) = (spreads, weights, degreesOfFreedom);
        Spread = spreads.Zip(weights, (s, w) => s * s * w).Sum();
    }

    /// <summary>σ², the squared relative spread of the processes' error ratios, as it is expected to be.</summary>
    public double Spread { get; }

    /// <summary>Of the processes that it was learnt from; 0: from none, and there is no test.</summary>
    public double DegreesOfFreedom { get; }

    /// <param name="arms">Each with the processes of one version over one window.</param>
    /// <param name="usual">The median of σ before anything is seen.</param>
    /// <param name="asOf">So many degrees of freedom are thought to have shown just that, besides.</param>
    public static ErrorOverdispersion Learn(IEnumerable<IReadOnlyList<ErrorCount>> arms, double usual = Usual, int asOf = 0)
    {
        var seen = new List<(double Chi, double DegreesOfFreedom, double Errors, double DesignEffect)>();
        double degreesOfFreedom = 0;
        foreach (var arm in arms.Where(a => a.Count > 1))
        {
            var totals = ErrorTotals.Of(arm);
            if (totals.AllRequests <= 0)
            {
                continue;
            }

            degreesOfFreedom += arm.Count - 1;
            if (totals.AllErrors > 0 && totals.AllErrors < totals.AllRequests)
            {
                seen.Add((Pearson(arm, totals), arm.Count - 1, totals.AllErrors / arm.Count, totals.DesignEffect));
            }
        }

        if (asOf > 0 && seen.Count > 0)
        {
            var errors = seen.Average(a => a.Errors);
            seen.Add((asOf * (1 + (errors * usual * usual)), asOf, errors, 1));
        }

        double[] spreads = [0, .. Enumerable.Range(0, Steps).Select(i => Finest * Math.Pow(Step, i))];
        var likelihoods = Array.ConvertAll(spreads, s => seen.Sum(a => LogLikelihood(a.Chi, a.DegreesOfFreedom, a.DesignEffect + (a.Errors * s * s))));
        // Steps of a logarithm are as wide as they are far out; the first stands for all below the finest.
        var weights = spreads.Select((s, i) => Math.Exp(likelihoods[i] - likelihoods.Max()) * Math.Max(s, Finest) / (1 + (s * s / (usual * usual)))).ToArray();
        var all = weights.Sum();
        return new ErrorOverdispersion(spreads, [.. weights.Select(w => w / all)], degreesOfFreedom);
    }

    /// <summary>
    /// The difference of the two error ratios. Its variance is one of those that it may be, each a normal distribution: together about a Student's t, with the same second
    /// and fourth moments.
    /// </summary>
    public StudentTest Test(IReadOnlyList<ErrorCount> baseline, IReadOnlyList<ErrorCount> candidate)
    {
        var strata = new ErrorStrata(baseline, candidate);
        double mean = 0, square = 0;
        for (var i = 0; i < _spreads.Length; i++)
        {
            var variance = strata.Variance(_spreads[i] * _spreads[i]);
            mean += _weights[i] * variance;
            square += _weights[i] * variance * variance;
        }

        var degreesOfFreedom = Math.Min(MostFreedom, 4 + (2 * mean * mean / Math.Max(square - (mean * mean), double.Epsilon)));
        return new StudentTest(strata.Difference, mean * (degreesOfFreedom - 2) / degreesOfFreedom, DegreesOfFreedom > 0 ? degreesOfFreedom : 0);
    }

    // Of χ², but for what does not hang on φ.
    private static double LogLikelihood(double chi, double degreesOfFreedom, double phi) => -(degreesOfFreedom * Math.Log(phi) / 2) - (chi / (2 * phi));

    // What a process would have had, were it as the others of its version were at the same times.
    private static double Pearson(IReadOnlyList<ErrorCount> arm, ErrorTotals totals)
    {
        var chi = 0.0;
        foreach (var process in arm)
        {
            double expected = 0, variance = 0;
            for (var g = 0; g < process.RequestsBy.Count; g++)
            {
                var ratio = totals.Ratio(g);
                expected += process.RequestsBy[g] * ratio;
                variance += process.RequestsBy[g] * ratio * (1 - ratio);
            }

            chi += variance > 0 ? (process.Errors - expected) * (process.Errors - expected) / variance : 0;
        }

        return chi;
    }
}
