namespace Upshot.Plan.Keys;

/// <summary>What a person probably meant.</summary>
internal static class Suggestions
{
    // Enough for every real registry; more would let a hostile one buy time.
    private const int MostWords = 2_500;

    /// <summary>The known word nearest to a misspelt one, or null when none is near.</summary>
    public static string? Of(string written, IEnumerable<string> known)
    {
        if (written.Length is 0 or > 60)
        {
            return null;
        }

        var plain = Plain(written);
        string? best = null;
        var least = Math.Max(1, plain.Length / 3) + 1;
        foreach (var word in known.Take(MostWords))
        {
            var distance = Distance(plain, Plain(word), least);
            if (distance < least)
            {
                least = distance;
                best = word;
            }
        }

        return best;
    }

    /// <summary>"Did you mean …?" or a list of what there is.</summary>
    public static string Remedy(string written, IReadOnlyCollection<string> known, string otherwise)
    {
        if (Of(written, known) is { } likely)
        {
            return $"Did you mean {likely}?";
        }

        return known.Count is > 0 and <= 25 ? $"Known here: {string.Join(", ", known.Take(25))}." : otherwise;
    }

    // requestsPerDay, requests-per-day and requests_per_day are one key in three styles.
    private static string Plain(string word) => new([.. word.Where(char.IsLetterOrDigit).Select(char.ToLowerInvariant)]);

    /// <summary>Edits (insert, delete, replace, swap of neighbours) that lead from one to the other; at most the limit.</summary>
    private static int Distance(string from, string to, int limit)
    {
        if (Math.Abs(from.Length - to.Length) >= limit)
        {
            return limit;
        }

        var before = new int[to.Length + 1];
        var last = new int[to.Length + 1];
        var row = new int[to.Length + 1];
        for (var j = 0; j <= to.Length; j++)
        {
            last[j] = j;
        }

        for (var i = 1; i <= from.Length; i++)
        {
            row[0] = i;
            for (var j = 1; j <= to.Length; j++)
            {
                var cost = from[i - 1] == to[j - 1] ? 0 : 1;
                row[j] = Math.Min(Math.Min(row[j - 1], last[j]) + 1, last[j - 1] + cost);
                if (i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1])
                {
                    row[j] = Math.Min(row[j], before[j - 2] + 1);
                }
            }

            (before, last, row) = (last, row, before);
        }

        return last[to.Length];
    }
}
