namespace Upshot.Decide.Comparison.Concurrent;

/// <summary>Requests and errors of one process.</summary>
/// <param name="DesignEffect">Of sampling: the binomial's variance times this. 1: all requests were kept.</param>
internal readonly record struct ErrorCount(double Errors, double Requests, double DesignEffect = 1);

/// <summary>
/// Errors of two versions at the same time. Processes of one version have error ratios of their own, so errors spread more than the binomial says; by how
/// much is learnt: φ = 1 + n p σ².
/// </summary>
/// <remarks>
/// D. A. Williams, "Extra-binomial variation in logistic linear models", Applied Statistics 31 (1982), by moments of Pearson's χ².
/// </remarks>
internal static class ErrorOverdispersion
{
    /// <summary>σ², the squared relative spread of the processes' error ratios, and the degrees of freedom it is known with.</summary>
    /// <param name="arms">Each with the processes of one version over one window.</param>
    public static (double Spread, double DegreesOfFreedom) Learn(IEnumerable<IReadOnlyList<ErrorCount>> arms)
    {
        double excess = 0, weight = 0, degreesOfFreedom = 0;
        foreach (var arm in arms)
        {
            double errors = 0, requests = 0;
            for (var i = 0; i < arm.Count; i++)
            {
                errors += arm[i].Errors;
                requests += arm[i].Requests;
            }

            if (arm.Count < 2 || requests <= 0)
            {
                continue;
            }

            var ratio = errors / requests;
            var df = arm.Count - 1;
            degreesOfFreedom += df;
            if (errors <= 0 || ratio >= 1)
            {
                continue;
            }

            var chi = 0.0;
            for (var i = 0; i < arm.Count; i++)
            {
                var expected = ratio * arm[i].Requests;
                chi += (arm[i].Errors - expected) * (arm[i].Errors - expected) / (expected * (1 - ratio));
            }

            // What sampling adds to the binomial is no difference between processes.
            excess += chi - (df * DesignEffect(arm, requests));
            weight += df * errors / arm.Count;
        }

        return (weight > 0 ? Math.Max(0, excess / weight) : 0, degreesOfFreedom);
    }

    /// <summary>The difference of the two error ratios, its variance and degrees of freedom.</summary>
    /// <param name="spread">σ² as learnt.</param>
    /// <param name="learnt">Degrees of freedom of what was learnt before.</param>
    public static StudentTest Test(IReadOnlyList<ErrorCount> baseline, IReadOnlyList<ErrorCount> candidate, double spread, double learnt)
    {
        var (ea, na) = Sum(baseline);
        var (eb, nb) = Sum(candidate);
        // No error anywhere is no certainty: with half an error each the interval stays open.
        var pooled = Math.Max((ea + eb) / (na + nb), 0.5 / (na + nb));
        var processes = baseline.Count + candidate.Count;
        var between = (na + nb) / processes * pooled * spread;
        var variance = pooled * (1 - Math.Min(pooled, 1 - (0.5 / (na + nb)))) * (((DesignEffect(baseline, na) + between) / na) + ((DesignEffect(candidate, nb) + between) / nb));
        return new StudentTest((eb / nb) - (ea / na), variance, learnt + processes - 2);
    }

    private static double DesignEffect(IReadOnlyList<ErrorCount> processes, double requests)
    {
        var sum = 0.0;
        for (var i = 0; i < processes.Count; i++)
        {
            sum += processes[i].DesignEffect * processes[i].Requests;
        }

        return requests > 0 ? sum / requests : 1;
    }

    public static (double Errors, double Requests) Sum(IReadOnlyList<ErrorCount> processes)
    {
        double errors = 0, requests = 0;
        for (var i = 0; i < processes.Count; i++)
        {
            errors += processes[i].Errors;
            requests += processes[i].Requests;
        }

        return (errors, requests);
    }
}
