namespace Upshot.Decide.AttributeSearch;

/// <summary>
/// Which combinations of up to three attributes explain an excess. A cause changes all its leaves by the same factor (the ripple effect: Lin et al., "Generic and Robust
/// Root Cause Localization for Multi-dimensional Data", ISSRE 2019), so a combination is scored by the log likelihood of that factor against
/// no change (expectation-based scan statistic: Neill, "Expectation-based scan statistics", 2009). The factor is the weighted median of the leaves', and leaves that did not
/// change count against a combination more than changed ones count for it: so a parent of two causes does not stand for both. The best combination is taken
/// out, and what is left is searched again.
/// </summary>
public static class CombinationSearch
{
    private const int MostAttributes = 3;
    private const int MostAttributesSearched = 12;
    private const int MostCauses = 12;
    private const double Against = 1.6;
    private const double MostChance = 0.01;
    private const double LeastShare = 0.03;
    private const double LeastSupport = 0.0005;
    private const double LeastChange = 0.04;

    // A value costs its description: so much likelihood for each attribute beyond the first.
    private const double PerAttribute = 2;
    private const double MostOfALeaf = 12;

    public static IReadOnlyList<Combination> Of(AttributeTable baseline, AttributeTable window)
    {
        var leaves = Leaves.Of(baseline, window);
        var positive = leaves.Expected.Where(e => Math.Abs(e) > 0).Select(Math.Abs).ToArray();
        if (positive.Length == 0 || leaves.Attributes.Count == 0)
        {
            return [];
        }

        var smallest = 0.25 * LeafNoise.Median(positive);
        var expected = leaves.Expected.ToArray();
        var spreads = LeafNoise.Spreads(leaves.Actual, expected, smallest);
        var groupings = Grouping.All(leaves, AttributeChoice.Of(leaves, expected, spreads, MostAttributesSearched), MostAttributes).ToList();
        var found = new List<(Candidate Candidate, double Excess)>();
        var candidates = groupings.Sum(g => (double)g.Count);
        while (found.Count < MostCauses && Best(leaves, expected, spreads, smallest, groupings) is { } best && Math.Log(candidates) - best.Score < Math.Log(MostChance))
        {
            var excess = 0.0;
            for (var i = 0; i < leaves.Count; i++)
            {
                if (best.Grouping.Groups[i] == best.Group)
                {
                    excess += leaves.Actual[i] - expected[i];
                    expected[i] = expected[i] == 0 ? leaves.Actual[i] : expected[i] * (1 + best.Change);
                }
            }

            if (found.Count > 0 && Math.Abs(excess) < LeastShare * found.Max(f => Math.Abs(f.Excess)))
            {
                break;
            }

            found.Add((best, excess));
        }

        return [.. found.Select(f => Describe(leaves, f.Candidate, f.Excess, found.Where(o => o.Excess * f.Excess > 0).Sum(o => o.Excess), candidates))];
    }

    private static Candidate? Best(Leaves leaves, double[] expected, double[] spreads, double smallest, List<Grouping> groupings)
    {
        double[] changes = [.. leaves.Actual.Select((a, i) => (a - expected[i]) / Math.Max(Math.Abs(expected[i]), smallest))];
        int[] order = [.. Enumerable.Range(0, changes.Length).OrderBy(i => changes[i])];
        double[] weights = [.. expected.Select(e => Math.Max(Math.Abs(e), smallest))];
        var support = LeastSupport * weights.Sum();
        Candidate? best = null;
        foreach (var grouping in groupings)
        {
            best = BestOf(grouping, changes, order, weights, spreads, support, best);
        }

        return best;
    }

    private static Candidate? BestOf(Grouping grouping, double[] changes, int[] order, double[] weights, double[] spreads, double support, Candidate? best)
    {
        var totals = new double[grouping.Count];
        for (var i = 0; i < changes.Length; i++)
        {
            totals[grouping.Groups[i]] += weights[i];
        }

        var medians = new double[grouping.Count];
        var reached = new double[grouping.Count];
        foreach (var i in order)
        {
            var group = grouping.Groups[i];
            if (reached[group] < totals[group] / 2)
            {
                reached[group] += weights[i];
                medians[group] = changes[i];
            }
        }

        var scores = new double[grouping.Count];
        for (var i = 0; i < changes.Length; i++)
        {
            scores[grouping.Groups[i]] += Evidence(changes[i], medians[grouping.Groups[i]], spreads[i] / weights[i]);
        }

        var penalty = PerAttribute * (grouping.Attributes.Count - 1);
        for (var group = 0; group < grouping.Count; group++)
        {
            if (totals[group] >= support && Math.Abs(medians[group]) >= LeastChange && scores[group] - penalty > (best?.Score ?? 0) + 1e-9)
            {
                best = new Candidate(grouping, group, medians[group], scores[group] - penalty);
            }
        }

        return best;
    }

    // For the common change against none; a single leaf cannot decide, however exact it seems.
    private static double Evidence(double change, double common, double spread)
    {
        var evidence = Math.Clamp(((change * change) - ((change - common) * (change - common))) / (2 * spread * spread), -MostOfALeaf, MostOfALeaf);
        return evidence < 0 ? Against * evidence : evidence;
    }

    private static Combination Describe(Leaves leaves, Candidate candidate, double excess, double all, double candidates)
    {
        var leaf = Array.IndexOf(candidate.Grouping.Groups, candidate.Group);
        var where = candidate.Grouping.Attributes.Select(a => KeyValuePair.Create(leaves.Attributes[a], leaves.Names[a][leaves.Codes[a][leaf]]));
        return new Combination([.. where], excess, all == 0 ? 0 : excess / all, candidate.Change, Math.Min(1, Math.Exp(Math.Log(candidates) - candidate.Score)));
    }

    private sealed record Candidate(Grouping Grouping, int Group, double Change, double Score);
}
