using Upshot.Evidence;

namespace Upshot.Decide.Comparison.Versions;

/// <summary>The kinds of requests and the share that each has among the baseline's.</summary>
internal sealed class CommonMix
{
    private readonly Dictionary<string, int> _index = new(StringComparer.Ordinal);

    private CommonMix(double[] shares) => Shares = shares;

    public double[] Shares { get; }
    public int Kinds => Shares.Length;

    /// <summary>More than one kind: there is a mix.</summary>
    public bool IsMixed => Kinds > 1;

    /// <summary>The part of the candidate's requests whose kind the baseline had none of: they cannot be compared.</summary>
    public double CandidateOnly { get; private init; }

    public static CommonMix Of(IReadOnlyList<ReplicateEvidence> baseline, IReadOnlyList<ReplicateEvidence> candidate)
    {
        var (before, after) = (Counts(baseline), Counts(candidate));
        var kinds = before.Where(k => k.Value > 0 && after.GetValueOrDefault(k.Key) > 0).Select(k => k.Key).Order(StringComparer.Ordinal).ToArray();
        double common = kinds.Sum(k => before[k]), all = after.Values.Sum();
        var mix = new CommonMix([.. kinds.Select(k => before[k] / common)]) { CandidateOnly = all > 0 ? 1 - (kinds.Sum(k => after[k]) / all) : 0 };
        for (var i = 0; i < kinds.Length; i++)
        {
            mix._index.Add(kinds[i], i);
        }

        return mix;
    }

    /// <summary>−1 for a kind that only one version had.</summary>
    public int IndexOf(ReplicateEvidence row) => _index.GetValueOrDefault(row.Stratum, -1);

    private static Dictionary<string, long> Counts(IReadOnlyList<ReplicateEvidence> rows)
    {
        var counts = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var row in rows)
        {
            counts[row.Stratum] = counts.GetValueOrDefault(row.Stratum) + row.Count;
        }

        return counts;
    }
}
