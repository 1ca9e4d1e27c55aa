using Upshot.Evidence;

namespace Upshot.Answers.Comparisons;

/// <summary>Keeps the kinds of requests few: what is rare is one kind together, or names with numbers in them would leave nothing to weigh.</summary>
internal static class KindsOfRequests
{
    public const string Other = "(other)";
    private const int Most = 20;

    /// <summary>By what the two versions were asked.</summary>
    public static Func<ReplicateEvidence, ReplicateEvidence> Of(ArmEvidence baseline, ArmEvidence candidate)
    {
        var kinds = baseline.Replicates.Concat(candidate.Replicates).GroupBy(r => r.Stratum).Select(g => (Kind: g.Key, Requests: g.Sum(r => r.Count))).OrderByDescending(k => k.Requests).ThenBy(k => k.Kind, StringComparer.Ordinal).ToList();
        if (kinds.Count <= Most)
        {
            return r => r;
        }

        var kept = kinds.Take(Most - 1).Select(k => k.Kind).ToHashSet(StringComparer.Ordinal);
        return r => kept.Contains(r.Stratum) ? r : r with { Stratum = Other };
    }

    public static IReadOnlyList<ReplicateEvidence> Told(this Func<ReplicateEvidence, ReplicateEvidence> kinds, IReadOnlyList<ReplicateEvidence> rows) => [.. rows.Select(kinds)];
}
