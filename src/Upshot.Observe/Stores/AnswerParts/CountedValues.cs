using System.Globalization;
using Upshot.Observe.Stores.Questions;

namespace Upshot.Observe.Stores.AnswerParts;

/// <summary>Counted values as an answer: in the same order from every store.</summary>
internal static class CountedValues
{
    /// <param name="rows">Number of the field, or −1 for steps, whose values are their Unix nanoseconds; in no order.</param>
    public static RecordSummary Of(RecordSummaryQuestion question, IEnumerable<(int Field, string Value, long Records, long Failed)> rows)
    {
        var byField = rows.ToLookup(r => r.Field);
        var steps = byField[-1].Select(r => (Nanos: long.Parse(r.Value, CultureInfo.InvariantCulture), r.Records, r.Failed)).OrderBy(s => s.Nanos)
            .Select(s => new RecordStep(Nanos.ToMoment(s.Nanos), s.Records, s.Failed)).ToList();
        return new(steps.Sum(s => s.Records), steps.Sum(s => s.Failed), steps, [.. question.Fields.Select((name, i) => new FieldValues(name, [.. byField[i]
            .OrderByDescending(r => r.Records).ThenBy(r => r.Value, StringComparer.Ordinal).Take(question.Limit).Select(r => new ValueCount(r.Value, r.Records, r.Failed))]))]);
    }
}
