using Upshot.Evidence;

namespace Upshot.Decide.Comparison.Sampling;

/// <summary>
/// By how much sampled requests say less than as many that were all kept: variances grow by this factor. Σw²/Σw of the requests for numbers and latencies; for an error ratio p
/// (1 − p) times that of the errors and p times that of the others, since sampling may keep errors more often.
/// </summary>
/// <remarks>L. Kish, "Survey Sampling" (1965), section 8.2; the ratio's variance linearised (Taylor), W. G. Cochran, "Sampling Techniques" (1977), section 6.</remarks>
/// <param name="Requests">1 where all were kept.</param>
/// <param name="Errors">Of the error ratio.</param>
public readonly record struct DesignEffect(double Requests, double Errors)
{
    public static readonly DesignEffect None = new(1, 1);

    /// <summary>Errors that are spread over the heavier classes where none was seen there: a class of few heavy requests may have had none by chance.</summary>
    private const double Pseudo = 1;

    /// <summary>Up to this share of the errors may lie in classes that hold others too: rounding of weights puts a few there.</summary>
    private const double Together = 0.1;

    /// <param name="sampled">Requests with weights above 1.</param>
    /// <param name="errors">All that failed, by weight, those that were kept for themselves too.</param>
    public static DesignEffect Of(IReadOnlyList<SampledClass> sampled, double errors, double others)
    {
        if (sampled.Count == 0 || errors + others <= 0)
        {
            return None;
        }

        // Those that stand for themselves alone are a class of their own.
        var (ownErrors, ownOthers) = (Math.Max(0, errors - sampled.Sum(c => c.ErrorWeights)), Math.Max(0, others - sampled.Sum(c => c.OtherWeights)));
        List<SampledClass> classes = [new((long)ownErrors, ownErrors, ownErrors, (long)ownOthers, ownOthers, ownOthers), .. sampled];
        var (failed, rest) = (classes.Sum(c => c.ErrorWeights), classes.Sum(c => c.OtherWeights));
        var requests = classes.Sum(c => c.ErrorSquares + c.OtherSquares) / (failed + rest);
        var ofOthers = rest > 0 ? classes.Sum(c => c.OtherSquares) / rest : 1;
        var ratio = Math.Min(1, Math.Max(failed, 0.5) / (failed + rest));
        return new(Math.Max(1, requests), Math.Max(1, ((1 - ratio) * OfErrors(classes, failed, ratio, ofOthers)) + (ratio * ofOthers)));
    }

    // Where hardly a class holds both, sampling looked at the outcome and kept errors for themselves: their weights are what they are. Else a class without an error
    // may have had one, and its weight counts by what was to be expected there.
    private static double OfErrors(List<SampledClass> classes, double failed, double ratio, double ofOthers)
    {
        if (failed <= 0)
        {
            return ofOthers;
        }

        if (classes.Sum(c => Math.Min(c.Errors, c.Others)) <= Together * classes.Sum(c => c.Errors))
        {
            return classes.Sum(c => c.ErrorSquares) / failed;
        }

        double squares = 0, weights = 0;
        foreach (var c in classes.Where(c => c.Errors + c.Others > 0))
        {
            var kept = c.Errors + c.Others;
            var weight = (c.ErrorWeights + c.OtherWeights) / kept;
            // Shrunk towards the ratio of all, with the force of one error.
            var expected = kept * (c.Errors + Pseudo) / (kept + (Pseudo / ratio));
            (squares, weights) = (squares + (weight * weight * expected), weights + (weight * expected));
        }

        return weights > 0 ? squares / weights : ofOthers;
    }
}
