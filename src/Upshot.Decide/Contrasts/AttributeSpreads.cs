using System.Globalization;
using MathNet.Numerics;

namespace Upshot.Decide.Contrasts;

/// <summary>
/// All attributes of requests, those first whose values differ most between a selection and the rest: half the sum of differences of shares (total variation), less what is expected of it where
/// requests are selected by chance (de Moivre's mean deviation of a binomial count). An id, of which each request has its own, differs by nothing so.
/// </summary>
public static class AttributeSpreads
{
    private const int MostShares = 6, MostPlainNumbers = 12, Ranges = 5;

    public static IReadOnlyList<AttributeSpread> Of(IReadOnlyList<ContrastRow> rows)
    {
        var all = new Side(rows.Where(r => r.IsHit).Sum(r => r.Weight), rows.Where(r => !r.IsHit).Sum(r => r.Weight), rows.Count(r => r.IsHit), rows.Count(r => !r.IsHit));
        return all.Inside == 0 || all.Outside == 0 ? []
            : [.. rows.SelectMany(r => r.Facts.Select(f => (f.Key, f.Value, Row: r))).GroupBy(f => f.Key, StringComparer.Ordinal).Select(g => One(g.Key, [.. g.Select(f => (f.Value, f.Row))], all))
                .OrderBy(s => s.IsConsequence).ThenByDescending(s => s.Differs).ThenByDescending(s => Math.Max(s.InSelected, s.InOthers)).ThenBy(s => s.Attribute, StringComparer.Ordinal)];
    }

    /// <summary>Weights and counts of requests, inside and outside.</summary>
    private sealed record Side(double InsideWeight, double OutsideWeight, int Inside, int Outside);

    private static AttributeSpread One(string name, IReadOnlyList<(string Value, ContrastRow Row)> having, Side all)
    {
        var distinct = having.Select(h => h.Value).Distinct(StringComparer.Ordinal).Count();
        var values = InRanges(having, distinct).GroupBy(h => h.Value, StringComparer.Ordinal).Select(g => (Value: g.Key, Rows: g.Select(h => h.Row).ToList())).ToList();
        var (inside, outside) = (having.Where(h => h.Row.IsHit).ToList(), having.Where(h => !h.Row.IsHit).ToList());
        var counts = values.Select(v => (Inside: v.Rows.Count(r => r.IsHit), Outside: v.Rows.Count(r => !r.IsHit))).Append((Inside: all.Inside - inside.Count, Outside: all.Outside - outside.Count)).ToList();
        var differs = counts.Sum(c => Math.Abs(((double)c.Inside / all.Inside) - ((double)c.Outside / all.Outside)) - ByChance(c.Inside + c.Outside, all)) / 2;
        return new(
            name, Math.Clamp(differs, 0, 1), TraceFacts.IsConsequence(name), inside.Sum(h => h.Row.Weight) / all.InsideWeight, outside.Sum(h => h.Row.Weight) / all.OutsideWeight, distinct,
            [.. values.Select(v => new ValueShare(v.Value, v.Rows.Where(r => r.IsHit).Sum(r => r.Weight) / all.InsideWeight, v.Rows.Where(r => !r.IsHit).Sum(r => r.Weight) / all.OutsideWeight))
                .OrderByDescending(v => Math.Max(v.InSelected, v.InOthers)).ThenBy(v => v.Value, StringComparer.Ordinal).Take(MostShares)]);
    }

    /// <summary>How far the two shares of a value that <paramref name="count"/> requests have lie apart on average, where each of them is selected with the same probability.</summary>
    private static double ByChance(int count, Side all)
    {
        var requests = all.Inside + all.Outside;
        var p = (double)all.Inside / requests;
        var above = (int)Math.Floor(count * p) + 1;
        var deviation = above > count ? 0 : 2 * above * Math.Exp(SpecialFunctions.BinomialLn(count, above) + (above * Math.Log(p)) + ((count - above + 1) * Math.Log(1 - p)));
        return deviation * requests / ((double)all.Inside * all.Outside);
    }

    /// <summary>Numbers of many values, as sizes are, in ranges that hold as many requests each.</summary>
    private static IEnumerable<(string Value, ContrastRow Row)> InRanges(IReadOnlyList<(string Value, ContrastRow Row)> having, int distinct)
    {
        if (distinct <= MostPlainNumbers || having.Any(h => !double.TryParse(h.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out _)))
        {
            return having;
        }

        var numbers = having.Select(h => double.Parse(h.Value, CultureInfo.InvariantCulture)).Order().ToList();
        double[] edges = [.. Enumerable.Range(1, Ranges - 1).Select(i => numbers[i * numbers.Count / Ranges]).Distinct()];
        return having.Select(h => (NameOf(edges.Count(e => e <= double.Parse(h.Value, CultureInfo.InvariantCulture)), edges), h.Row));
    }

    private static string NameOf(int range, double[] edges) => range == 0 ? $"below {Written(edges[0])}" : range == edges.Length ? $"{Written(edges[^1])} and above" : $"{Written(edges[range - 1])} to below {Written(edges[range])}";

    private static string Written(double number) => number.ToString("G6", CultureInfo.InvariantCulture);
}
