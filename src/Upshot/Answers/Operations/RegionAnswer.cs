using System.Globalization;
using Upshot.Decide.Contrasts;
using Upshot.Evidence;
using Upshot.Observe.Stores.Questions;

namespace Upshot.Answers.Operations;

/// <summary>What tells the requests of a region of the heat map from all others of the time that is shown: an association, no cause.</summary>
/// <param name="Selected">Traces of the region that were looked at; <paramref name="Others"/> those outside of it.</param>
/// <param name="Facts">Strongest first: combinations that chance would hardly make, then single values by how far the shares differ.</param>
/// <param name="Spreads">Every attribute that occurs, the one that differs most first, and what says how requests ended last.</param>
/// <param name="LeftOut">Attributes that are not told.</param>
/// <param name="Traces">Some of the region, the slowest first.</param>
public sealed record RegionDifference(string Operation, HeatRegion Region, int Selected, int Others, string Sentence, IReadOnlyList<RegionFact> Facts, IReadOnlyList<AttributeSpread> Spreads, int LeftOut, IReadOnlyList<string> Traces);

/// <param name="InSelected">The share of the selected requests that have it; <paramref name="InOthers"/> of the others.</param>
/// <param name="P">How often chance alone would show such a contrast; null: it was not tested.</param>
public sealed record RegionFact(IReadOnlyDictionary<string, string> Where, double InSelected, double InOthers, double? P);

/// <summary>Traces of a region held against the rest by what is known of them.</summary>
internal static class RegionAnswer
{
    private const int Sample = 1_000, MostFacts = 12, MostTraces = 5, MostSpreads = 200, MostNamed = 3;
    private const double Notable = 0.1;

    public static async Task<RegionDifference> OfAsync(AnswerService asked, string operation, AskedTimes times, string? version, HeatRegion region, CancellationToken cancellation)
    {
        _ = asked.OperationNamed(operation);
        if (region.Time.To <= times.Now.From || region.Time.From >= times.Now.To)
        {
            throw new UnusableException("The region lies outside of the time that is shown. Choose one within it.");
        }

        var time = new TimeRange(region.Time.From > times.Now.From ? region.Time.From : times.Now.From, region.Time.To < times.Now.To ? region.Time.To : times.Now.To);

        // Few requests of an hour are in a small region: its time is sampled by itself.
        var whole = await asked.AskAsync(new TraceSampleQuestion(operation, version, times.Now, Sample) { WithAttributes = true }, cancellation);
        var near = await asked.AskAsync(new TraceSampleQuestion(operation, version, time, Sample) { WithAttributes = true }, cancellation);
        return Of(operation, region, [.. near.Where(t => region.Holds(EntryOf(t)))], [.. whole.Where(t => !region.Holds(EntryOf(t)))]);
    }

    public static RegionDifference Of(string operation, HeatRegion region, IReadOnlyList<TraceEvidence> selected, IReadOnlyList<TraceEvidence> others)
    {
        var rows = selected.Select(t => (Trace: t, IsIn: true)).Concat(others.Select(t => (Trace: t, IsIn: false))).Select(t => new ContrastRow(TraceFacts.Of(t.Trace), t.IsIn, t.Trace.Weight)).ToList();
        var (inside, outside) = (rows.Where(r => r.IsHit).ToList(), rows.Where(r => !r.IsHit).ToList());
        var facts = new List<RegionFact>();
        if (inside.Count > 0 && outside.Count > 0)
        {
            facts.AddRange(ContrastSearch.Of(rows).Select(c => new RegionFact(c.Where.ToDictionary(), Share(inside, c.Where), Share(outside, c.Where), c.P)));
            facts.AddRange(inside.SelectMany(r => r.Facts).Distinct().Select(f => new RegionFact(new Dictionary<string, string> { [f.Key] = f.Value }, Share(inside, [f]), Share(outside, [f]), null))
                .Where(f => Math.Abs(f.InSelected - f.InOthers) >= Notable && !facts.Exists(k => k.Where.Count == 1 && k.Where.ContainsKey(f.Where.Keys.First()) && k.Where.Values.First() == f.Where.Values.First()))
                .OrderByDescending(f => Math.Abs(f.InSelected - f.InOthers)).ThenBy(f => f.Where.Keys.First(), StringComparer.Ordinal).Take(MostFacts - facts.Count));
        }

        var spreads = AttributeSpreads.Of([.. rows.Zip([.. selected, .. others], (row, trace) => row with { Facts = TraceFacts.Of(trace, withConsequences: true) })]);
        var sentence = $"{Sentence(selected.Count, others.Count, facts)}{Differing(spreads)}";
        return new(operation, region, selected.Count, others.Count, sentence, facts, [.. spreads.Take(MostSpreads)], Math.Max(0, spreads.Count - MostSpreads), [.. selected.OrderByDescending(t => EntryOf(t).DurationNanos).Take(MostTraces).Select(t => t.TraceId)]);
    }

    private static string Sentence(int selected, int others, IReadOnlyList<RegionFact> facts) => (selected, others, facts) switch
    {
        (0, _, _) => "No stored trace lies in the region. Choose a larger one.",
        (_, 0, _) => "All traces lie in the region, so that there is nothing to tell them from. Choose a smaller one.",
        (_, _, []) => $"Nothing tells the {selected} selected requests from {others} others: they are alike in all that is known of them.",
        _ => string.Create(CultureInfo.InvariantCulture, $"Of {selected} selected requests {100 * facts[0].InSelected:0.#} % have {Words(facts[0])}, of {others} others {100 * facts[0].InOthers:0.#} %.{(facts[0].P is null ? " That is the largest difference; chance was not ruled out." : "")}"),
    };

    private static string Differing(IReadOnlyList<AttributeSpread> spreads)
    {
        var named = spreads.Where(s => s.Differs >= Notable && !s.IsConsequence).Take(MostNamed).Select(s => s.Attribute).ToList();
        return named.Count < 2 ? "" : $" What differs most is spread over {string.Join(", ", named[..^1])} and {named[^1]}.";
    }

    public static string Words(RegionFact fact) => string.Join(" and ", fact.Where.Select(w => $"{w.Key} = {w.Value}"));

    private static double Share(IReadOnlyList<ContrastRow> rows, IReadOnlyList<KeyValuePair<string, string>> where) =>
        rows.Where(r => where.All(w => r.Facts.TryGetValue(w.Key, out var value) && value == w.Value)).Sum(r => r.Weight) / rows.Sum(r => r.Weight);

    private static SpanEvidence EntryOf(TraceEvidence trace) => trace.Spans.FirstOrDefault(s => s.ParentSpanId.Length == 0) ?? trace.Spans[0];
}
