using System.Globalization;
using Upshot.Plan;

namespace Upshot.Decide.SignalCosts;

/// <summary>
/// What a metric could do with fewer series, of which each costs the same however little is measured in it: without an attribute that nothing in the plan reads, or with the combinations
/// of values that nearly all measurements have. Sums and counts over all series stay exact.
/// </summary>
public static class SeriesProposals
{
    /// <summary>Nobody changes a plan for less.</summary>
    private const double LeastSaved = 0.2;

    /// <summary>What is left of combinations holds so much of what was measured.</summary>
    private const double Covered = 0.95;

    /// <param name="read">Names of attributes that the plan reads.</param>
    /// <param name="bytes">Of all points of the metric.</param>
    /// <returns>The largest saving first; none where no series can be spared.</returns>
    public static IReadOnlyList<CostProposal> For(Signal metric, IReadOnlySet<string> read, IReadOnlyList<SeriesSeen> series, long bytes)
    {
        if (series.Count == 0 || metric.Kind != SignalKind.Metric)
        {
            return [];
        }

        var found = metric.Attributes.Select((a, i) => (a, i)).Where(a => !read.Contains(a.a.Name)).Select(a => Aggregated(metric, a.a.Name, a.i, series, bytes)).OfType<CostProposal>();
        return [.. found.OrderByDescending(p => p.BytesSaved).Take(1).Concat(Fewer(metric, series, bytes) is { } fewer ? [fewer] : []).OrderByDescending(p => p.BytesSaved)];
    }

    private static CostProposal? Aggregated(Signal metric, string attribute, int at, IReadOnlyList<SeriesSeen> series, long bytes)
    {
        var left = series.Select(s => Key(s.Process, s.Values.Where((_, i) => i != at))).Distinct(StringComparer.Ordinal).Count();
        var values = series.Select(s => s.Values[at]).Distinct(StringComparer.Ordinal).Count();
        return Saved(series.Count, left) is not { } share ? null : new(
            "aggregate", bytes * share,
            string.Create(CultureInfo.InvariantCulture, $"None of sums and counts over all: {left:#,0} series would be left of {series.Count:#,0}. They could no longer be told by {attribute}, which has {values:#,0} values here and which nothing in the plan reads."),
            string.Create(CultureInfo.InvariantCulture, $"{CostProposal.Head(metric)}, attributes: @@\n-  - {{ ref: {attribute} }}\n"));
    }

    // Combinations of all attributes: that is what the plan can bound for one metric alone.
    private static CostProposal? Fewer(Signal metric, IReadOnlyList<SeriesSeen> series, long bytes)
    {
        var combinations = series.GroupBy(s => Key("", s.Values), StringComparer.Ordinal).Select(g => (g.Key, Series: g.Count(), Measured: g.Sum(s => s.Measured))).OrderByDescending(c => c.Measured).ThenBy(c => c.Key, StringComparer.Ordinal).ToList();
        var (all, so, kept, left) = (combinations.Sum(c => c.Measured), 0.0, 0, 0);
        while (kept < combinations.Count && so < Covered * all)
        {
            (so, left) = (so + combinations[kept].Measured, left + combinations[kept].Series);
            kept++;
        }

        left += series.Select(s => s.Process).Distinct(StringComparer.Ordinal).Count();
        return kept == 0 || Saved(series.Count, left) is not { } share ? null : new(
            "fewerValues", bytes * share,
            string.Create(CultureInfo.InvariantCulture, $"None of sums and counts over all. {kept:#,0} of {combinations.Count:#,0} combinations of {string.Join(", ", metric.Attributes.Select(a => a.Name))} hold {so / all:0.#%} of what was measured; the other {1 - (so / all):0.#%} would be told together, as (other). The code that records it has to group them before it does so; what it does not is grouped here as it comes."),
            string.Create(CultureInfo.InvariantCulture, $"{CostProposal.Head(metric)}, annotations: upshot: @@\n{(metric.Cardinality is { } now ? $"-  cardinality: {now}\n" : "")}+  cardinality: {kept + 1}\n"));
    }

    private static double? Saved(int series, int left) => 1 - ((double)left / series) is >= LeastSaved and var share ? share : null;

    private static string Key(string process, IEnumerable<string> values) => string.Join('\0', values.Prepend(process));
}
