namespace Upshot.Decide.Contrasts;

/// <summary>
/// Which facts, up to three together, tell the requests that failed or were slow from the others: the scan statistic for yes and no (Kulldorff, "A spatial scan
/// statistic", 1997) over combinations instead of places. What weights say enters shares; evidence is what was seen.
/// </summary>
public static class ContrastSearch
{
    private const int MostFacts = 3;
    private const int MostContrasts = 3;
    private const int MostValues = 60;
    private const int Extended = 15;
    private const int FewestRows = 5;
    private const double MostChance = 0.01;
    private const double PerFact = 3;

    // Of facts that the same requests have, the one that somebody can switch or roll back is named.
    private static readonly string[] First = ["feature_flag.", "service.version", "http.route", "tenant", "region", "host", "service.instance.id"];

    public static IReadOnlyList<Contrast> Of(IReadOnlyList<ContrastRow> rows)
    {
        var left = rows.ToList();
        var found = new List<Contrast>();
        var allHits = rows.Where(r => r.IsHit).Sum(r => r.Weight);
        while (found.Count < MostContrasts && Best(left, allHits) is { } best)
        {
            found.Add(best);
            left = [.. left.Where(r => !Has(r, best.Where))];
        }

        return found;
    }

    private static Contrast? Best(List<ContrastRow> rows, double allHits)
    {
        var hits = rows.Count(r => r.IsHit);
        if (hits < FewestRows || hits == rows.Count)
        {
            return null;
        }

        var singles = Singles(rows);
        var tried = singles.Count;
        var best = new List<Candidate>(singles.Select(s => Score([s], rows, hits)).OfType<Candidate>());
        var grown = best.OrderByDescending(c => c.Score).Take(Extended).ToList();
        for (var size = 2; size <= MostFacts; size++)
        {
            var next = new List<Candidate>();
            foreach (var candidate in grown)
            {
                foreach (var single in singles.Where(s => candidate.Where.All(w => string.CompareOrdinal(w.Key, s.Key) < 0)))
                {
                    tried++;
                    if (Score([.. candidate.Where, single], rows, hits) is { } longer)
                    {
                        next.Add(longer);
                    }
                }
            }

            best.AddRange(next);
            grown = [.. next.OrderByDescending(c => c.Score).Take(Extended)];
        }

        if (best.Count == 0)
        {
            return null;
        }

        var top = best.OrderByDescending(c => c.Score - (PerFact * (c.Where.Count - 1))).ThenBy(c => c.Where.Count).ThenBy(c => Rank(c.Where)).First();
        var p = Math.Min(1, tried * Math.Exp(-top.Score));
        return p > MostChance ? null : Describe(top, rows, allHits, p, best);
    }

    private static Contrast Describe(Candidate top, List<ContrastRow> rows, double allHits, double p, List<Candidate> all)
    {
        var inside = rows.Where(r => Has(r, top.Where)).ToList();
        var outside = rows.Where(r => !Has(r, top.Where)).ToList();
        var same = all.Where(c => c.Where.Count == 1 && c.Rows == top.Rows && c.Hits == top.Hits && !top.Where.Contains(c.Where[0]) && inside.All(r => Has(r, c.Where))).Select(c => c.Where[0]).ToList();
        return new Contrast(
            top.Where, Share(inside), Share(outside), inside.Where(r => r.IsHit).Sum(r => r.Weight) / allHits, p, inside.Count, same);
    }

    private static double Share(List<ContrastRow> rows) => rows.Count == 0 ? 0 : rows.Where(r => r.IsHit).Sum(r => r.Weight) / rows.Sum(r => r.Weight);

    // A fact with a value for nearly every request is an id.
    private static List<KeyValuePair<string, string>> Singles(List<ContrastRow> rows)
    {
        var counts = new Dictionary<string, Dictionary<string, int>>(StringComparer.Ordinal);
        foreach (var (key, value) in rows.SelectMany(r => r.Facts))
        {
            if (!counts.TryGetValue(key, out var values))
            {
                counts.Add(key, values = new(StringComparer.Ordinal));
            }

            values[value] = values.GetValueOrDefault(value) + 1;
        }

        return [.. counts.Where(c => c.Value.Count <= MostValues && c.Value.Count <= Math.Max(2, c.Value.Values.Sum() / 3))
            .SelectMany(c => c.Value.Where(v => v.Value >= FewestRows && v.Value < rows.Count).Select(v => KeyValuePair.Create(c.Key, v.Key)))
            .OrderBy(s => s.Key, StringComparer.Ordinal).ThenBy(s => s.Value, StringComparer.Ordinal)];
    }

    private static Candidate? Score(IReadOnlyList<KeyValuePair<string, string>> where, List<ContrastRow> rows, int hits)
    {
        int inside = 0, hit = 0;
        foreach (var row in rows)
        {
            if (Has(row, where))
            {
                inside++;
                hit += row.IsHit ? 1 : 0;
            }
        }

        var (outside, missed) = (rows.Count - inside, hits - hit);
        if (inside < FewestRows || outside == 0 || hit * (double)outside <= missed * (double)inside)
        {
            return null;
        }

        return new Candidate(where, Likelihood(hit, inside) + Likelihood(missed, outside) - Likelihood(hits, rows.Count), inside, hit);
    }

    private static double Likelihood(double hits, double all) => Term(hits, all) + Term(all - hits, all);

    private static double Term(double part, double all) => part == 0 ? 0 : part * Math.Log(part / all);

    private static bool Has(ContrastRow row, IReadOnlyList<KeyValuePair<string, string>> where)
    {
        foreach (var (key, value) in where)
        {
            if (!row.Facts.TryGetValue(key, out var own) || own != value)
            {
                return false;
            }
        }

        return true;
    }

    private static int Rank(IReadOnlyList<KeyValuePair<string, string>> where) => where.Sum(w => Array.FindIndex(First, f => w.Key.Contains(f, StringComparison.Ordinal)) is >= 0 and var rank ? rank : First.Length);

    private sealed record Candidate(IReadOnlyList<KeyValuePair<string, string>> Where, double Score, int Rows, int Hits);
}
