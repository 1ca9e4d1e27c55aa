using Upshot.Decide.Comparison;

namespace Upshot.Decide.Scaling;

/// <summary>How a cost follows load.</summary>
public enum ScalingKind
{
    /// <summary>Fewer than three levels of load, or too little between them.</summary>
    CannotBeTold,

    /// <summary>It costs the same however much is asked.</summary>
    Fixed,

    /// <summary>More load costs less for each request.</summary>
    Sublinear,
    Linear,
    Superlinear,
}

/// <summary>cost = fixed + scale × load^exponent, up to a load from which on it costs more than that.</summary>
/// <param name="Exponent">With its 95 % interval; NaN when it cannot be told.</param>
/// <param name="Fixed">What it costs without load.</param>
/// <param name="Departs">The load from which on the cost is above its law; null: nowhere in what was seen.</param>
/// <param name="Levels">How many levels of load were seen that differ by a fifth at least.</param>
public sealed record LoadScaling(ScalingKind Kind, Estimate Exponent, double Fixed, Estimate? Departs, int Levels, string Reason)
{
    private const int FewestLevels = 3;
    private const double LevelRatio = 1.2;
    private const int MostPoints = 120;

    /// <param name="seed">For the interval of the point of departure.</param>
    public static LoadScaling Of(IReadOnlyList<LoadPoint> points, int seed = 1)
    {
        var usable = points.Where(p => double.IsFinite(p.Load) && double.IsFinite(p.Cost) && p.Load > 0 && p.Cost > 0).OrderBy(p => p.Load).ToList();
        var levels = LevelsOf(usable);
        if (levels < FewestLevels)
        {
            return CannotBeTold(levels, $"Only {levels} {(levels == 1 ? "level" : "levels")} of load {(levels == 1 ? "was" : "were")} seen; three are needed that differ by a fifth at least.");
        }

        if (usable.Count < 6)
        {
            return CannotBeTold(levels, $"Only {usable.Count} measurements have both load and cost; six are needed.");
        }

        var binned = Binned(usable);
        var law = PowerLaw.Of(binned);
        if (Departure.Of(binned, law) is { } departure)
        {
            var below = PowerLaw.Of([.. binned.Where(p => p.Load <= departure.At)]);
            var exponent = LevelsOf([.. binned.Where(p => p.Load <= departure.At)]) >= FewestLevels ? below : departure.Law;
            return new LoadScaling(KindOf(exponent.Exponent), exponent.Exponent, exponent.Fixed, Departure.Interval(binned, law, departure, new Random(seed)), levels, "");
        }

        return new LoadScaling(KindOf(law.Exponent), law.Exponent, law.Fixed, null, levels, "");
    }

    private static LoadScaling CannotBeTold(int levels, string reason) => new(ScalingKind.CannotBeTold, new Estimate(double.NaN, double.NaN, double.NaN), double.NaN, null, levels, reason);

    // An interval that holds a whole exponent is that kind; a half is between two.
    private static ScalingKind KindOf(Estimate exponent) =>
        exponent.Value < 0.25 && exponent.Low < 0.15 ? ScalingKind.Fixed
        : (exponent.Low <= 1 && exponent.High >= 1 && Math.Abs(exponent.Value - 1) < 0.35) || Math.Abs(exponent.Value - 1) < 0.1 ? ScalingKind.Linear
        : exponent.Value < 1 ? ScalingKind.Sublinear : ScalingKind.Superlinear;

    private static int LevelsOf(List<LoadPoint> sorted)
    {
        var levels = 0;
        var last = 0.0;
        foreach (var point in sorted)
        {
            if (levels == 0 || point.Load >= last * LevelRatio)
            {
                (levels, last) = (levels + 1, point.Load);
            }
        }

        return levels;
    }

    // Neighbours in load together: fewer points, the same law.
    private static List<LoadPoint> Binned(List<LoadPoint> sorted)
    {
        if (sorted.Count <= MostPoints)
        {
            return sorted;
        }

        return [.. Enumerable.Range(0, MostPoints).Select(b => sorted[(b * sorted.Count / MostPoints)..((b + 1) * sorted.Count / MostPoints)])
            .Select(bin => new LoadPoint(Math.Exp(bin.Average(p => Math.Log(p.Load))), Math.Exp(bin.Average(p => Math.Log(p.Cost)))))];
    }
}
