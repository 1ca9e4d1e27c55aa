using Upshot.Decide.Comparison.Startup;
using Upshot.Evidence;
using Upshot.Plan;

namespace Upshot.Decide.Comparison.Versions;

/// <summary>How long the candidate's processes took to get to their pace, relative to the baseline at the same time.</summary>
/// <param name="Length">Up to when it stands out; zero where nothing does.</param>
/// <param name="IsStillWarming">A fifth of the candidate's time or more: there is no settled time to compare.</param>
internal readonly record struct StartUp(TimeSpan Length, bool IsStillWarming)
{
    private const int Smooth = 3, Fewest = 10, MostAges = 60;

    /// <summary>
    /// A start-up is seen as long as it is out by more than chance. What is left of it fades on unseen, and would be told as a harm of the release: about as
    /// much time again is left out.
    /// </summary>
    private const int Fading = 2;

    public static StartUp Of(IReadOnlyList<ReplicateEvidence> before, IReadOnlyList<ReplicateEvidence> after, CommonMix mix)
    {
        var started = new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal);
        foreach (var row in after)
        {
            started[row.Instance] = started.TryGetValue(row.Instance, out var s) && s < row.Start ? s : row.Start;
        }

        if (after.Count == 0 || before.Count == 0)
        {
            return default;
        }

        var block = after.Min(r => r.Length);
        var ages = (int)((after.Max(r => r.Start) - after.Min(r => r.Start)) / block) + 1;
        var bins = Math.Min(MostAges, ages);
        if (bins < Fewest)
        {
            return default;
        }

        var width = (ages + bins - 1) / bins;
        bins = (ages + width - 1) / width;
        var (young, then) = (new List<ReplicateEvidence>[bins], new List<ReplicateEvidence>[bins]);
        var base0 = before.GroupBy(r => r.Start).ToDictionary(g => g.Key, g => g.ToList());
        foreach (var row in after)
        {
            var bin = (int)((row.Start - started[row.Instance]) / block) / width;
            (young[bin] ??= []).Add(row);
            if (base0.TryGetValue(row.Start, out var rows))
            {
                (then[bin] ??= []).AddRange(rows);
            }
        }

        var worst = default(StartUp);
        foreach (var measure in new[] { Measure.LatencyP50, Measure.LatencyMean })
        {
            var settled = Settled(young, then, measure, mix);
            var length = settled * width * block;
            if (length > worst.Length)
            {
                worst = new StartUp(length, length >= StartUpCurve.StillWarming * (ages * block));
            }
        }

        return worst;
    }

    /// <summary>The rows of processes that are old enough.</summary>
    public IReadOnlyList<ReplicateEvidence> Cut(IReadOnlyList<ReplicateEvidence> after)
    {
        if (Length == TimeSpan.Zero)
        {
            return after;
        }

        var started = new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal);
        foreach (var row in after)
        {
            started[row.Instance] = started.TryGetValue(row.Instance, out var s) && s < row.Start ? s : row.Start;
        }

        var length = Fading * Length;
        return [.. after.Where(r => r.Start - started[r.Instance] >= length)];
    }

    private static int Settled(List<ReplicateEvidence>?[] young, List<ReplicateEvidence>?[] then, Measure measure, CommonMix mix)
    {
        var curve = new double[young.Length];
        for (var age = 0; age < curve.Length; age++)
        {
            curve[age] = young[age] is { } y && then[age] is { } t ? MeasureStatistic.Log(y, measure, mix) - MeasureStatistic.Log(t, measure, mix) : double.NaN;
        }

        // What it settles at, and how a single age scatters about that, from the older half.
        var old = curve.Skip(curve.Length / 2).Where(double.IsFinite).ToArray();
        if (old.Length < 4)
        {
            return 0;
        }

        var level = Quantiles.Median(old);
        var scatter = Quantiles.Spread(old, level);
        var (smooth, errors) = (new double[curve.Length], new double[curve.Length]);
        for (var age = 0; age < curve.Length; age++)
        {
            double sum = 0;
            var n = 0;
            for (var i = age; i < Math.Min(curve.Length, age + Smooth); i++)
            {
                (sum, n) = double.IsFinite(curve[i]) ? (sum + curve[i] - level, n + 1) : (sum, n);
            }

            smooth[age] = n > 0 ? sum / n : double.NaN;
            errors[age] = scatter / Math.Sqrt(Math.Max(1, n));
        }

        return StartUpCurve.Settled(smooth, errors);
    }
}
