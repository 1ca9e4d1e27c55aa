using System.Globalization;
using MathNet.Numerics.Distributions;
using Upshot.Evidence;

namespace Upshot.Decide.Alerting;

/// <summary>That requests get other variants of a flag than before: somebody turned it.</summary>
/// <param name="At">The first minute of the new shares.</param>
/// <param name="From">"off", or with shares "off 90 %, on 10 %".</param>
public sealed record VariantShift(DateTimeOffset At, string From, string To)
{
    /// <summary>So many evaluations on either side, and so many minutes after it, are enough to tell.</summary>
    private const int LeastEvaluations = 30, LeastMinutes = 2;

    /// <summary>What moved by less is no decision of anybody that could be told from who happened to come.</summary>
    private const double LeastMoved = 0.05;

    /// <summary>One of a million series without a shift has one by chance, after the search over all minutes.</summary>
    private const double Chance = 1e-6;

    private const int MostNamed = 4;

    /// <summary>
    /// The minute that divides the evaluations best into two with shares of their own (likelihood ratio of two multinomials, divided by how much more the shares of minutes vary than
    /// independent evaluations would); null: one share for all of them will do, or too few came.
    /// </summary>
    /// <param name="counts">Of one flag in one environment, in any order.</param>
    public static VariantShift? Of(IReadOnlyList<EvaluationCount> counts)
    {
        var variants = counts.Select(c => c.Variant).Distinct().Order(StringComparer.Ordinal).ToList();
        var minutes = counts.GroupBy(c => c.Minute).OrderBy(g => g.Key)
            .Select(g => (Minute: g.Key, Counts: variants.ConvertAll(v => (double)g.Where(c => c.Variant == v).Sum(c => c.Count)).ToArray())).ToList();
        if (variants.Count < 2 || minutes.Count <= LeastMinutes)
        {
            return null;
        }

        var all = Sum(minutes.Select(m => m.Counts), variants.Count);
        var (before, best) = (new double[variants.Count], (Gain: 0.0, Index: 0));
        for (var i = 1; i <= minutes.Count - LeastMinutes; i++)
        {
            Add(before, minutes[i - 1].Counts);
            var after = all.Zip(before, (a, b) => a - b).ToArray();
            var gain = Likelihood(before) + Likelihood(after) - Likelihood(all);
            if (before.Sum() >= LeastEvaluations && after.Sum() >= LeastEvaluations && Moved(before, after) >= LeastMoved && gain > best.Gain)
            {
                best = (gain, i);
            }
        }

        if (best.Index == 0)
        {
            return null;
        }

        var (old, now) = (minutes[..best.Index], minutes[best.Index..]);
        var (was, becomes) = (Sum(old.Select(m => m.Counts), variants.Count), Sum(now.Select(m => m.Counts), variants.Count));
        var excess = Math.Max(1, (Dispersion(old.ConvertAll(m => m.Counts), was) + Dispersion(now.ConvertAll(m => m.Counts), becomes)) / Math.Max(1, (minutes.Count - 2) * (variants.Count - 1)));
        var limit = ChiSquared.InvCDF(variants.Count - 1, 1 - (Chance / minutes.Count));
        return 2 * best.Gain / excess > limit ? new(now[0].Minute, Text(was, variants), Text(becomes, variants)) : null;
    }

    /// <summary>Pearson's chi-square of minutes against the shares of all of them.</summary>
    private static double Dispersion(IReadOnlyList<double[]> minutes, double[] shares)
    {
        var (sum, total) = (0.0, shares.Sum());
        foreach (var minute in minutes)
        {
            var of = minute.Sum();
            for (var v = 0; v < shares.Length; v++)
            {
                var expected = of * shares[v] / total;
                sum += expected > 0 ? (minute[v] - expected) * (minute[v] - expected) / expected : 0;
            }
        }

        return sum;
    }

    private static double Likelihood(double[] counts)
    {
        var total = counts.Sum();
        return counts.Sum(c => c > 0 ? c * Math.Log(c / total) : 0);
    }

    /// <summary>The share of requests that got another variant: the total variation between the two.</summary>
    private static double Moved(double[] before, double[] after)
    {
        var (old, now) = (before.Sum(), after.Sum());
        return before.Zip(after, (b, a) => Math.Abs((b / old) - (a / now))).Sum() / 2;
    }

    private static string Text(double[] counts, List<string> variants)
    {
        var total = counts.Sum();
        var shares = variants.Select((v, i) => (Name: v, Share: counts[i] / total)).Where(v => v.Share > 0).OrderByDescending(v => v.Share).ToList();
        return shares is [var only] || shares[0].Share > 0.995 ? shares[0].Name
            : string.Join(", ", shares.Take(MostNamed).Select(v => $"{v.Name} {(v.Share * 100).ToString(v.Share < 0.01 ? "0.#" : "0", CultureInfo.InvariantCulture)} %")) + (shares.Count > MostNamed ? " …" : "");
    }

    private static double[] Sum(IEnumerable<double[]> rows, int width)
    {
        var sum = new double[width];
        foreach (var row in rows)
        {
            Add(sum, row);
        }

        return sum;
    }

    private static void Add(double[] sum, double[] row)
    {
        for (var i = 0; i < sum.Length; i++)
        {
            sum[i] += row[i];
        }
    }
}
