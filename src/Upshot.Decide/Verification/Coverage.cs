using Upshot.Plan;

namespace Upshot.Decide.Verification;

/// <summary>How much of what the plan declares was seen.</summary>
public sealed record Coverage(IReadOnlyList<SignalCoverage> Signals)
{
    public int SignalsSeen => Signals.Count(s => s.Seen > 0);

    public int Attributes => Signals.Sum(s => s.Attributes.Count);

    public int AttributesSeen => Signals.Sum(s => s.Attributes.Count(a => a.Seen > 0));

    internal static Coverage Of(MatchedTelemetry seen)
    {
        var values = seen.AttributeValues().ToLookup(v => v.Signal.Id);
        var counts = seen.Occurrences().GroupBy(o => o.Signal.Id).ToDictionary(g => g.Key, g => g.Sum(o => o.Count));
        return new([.. seen.Plan.Signals.Where(s => s.Kind != SignalKind.Entity).Select(signal =>
        {
            var byName = values[signal.Id].ToLookup(v => v.Name, v => v.Value);
            return new SignalCoverage(signal.Id, signal.Kind, counts.GetValueOrDefault(signal.Id), [.. signal.Attributes.Select(a => AttributeCoverage.Of(a, byName[a.Name]))]);
        })]);
    }
}

/// <summary>One signal: how often it was seen (spans, log records, data points with a value).</summary>
public sealed record SignalCoverage(string Signal, SignalKind Kind, int Seen, IReadOnlyList<AttributeCoverage> Attributes);

/// <summary>One attribute of a signal: how often it was seen, with how many values, and which allowed values never came.</summary>
public sealed record AttributeCoverage(string Attribute, int Seen, int Values, IReadOnlyList<string> NeverSeen)
{
    internal static AttributeCoverage Of(SignalAttribute attribute, IEnumerable<Upshot.Evidence.CapturedValue> values)
    {
        var texts = values.Select(v => v.Text).ToList();
        var distinct = texts.ToHashSet(StringComparer.Ordinal);
        return new(attribute.Name, texts.Count, distinct.Count, [.. attribute.Definition.AllowedValues.Select(v => v.Value).Where(v => !distinct.Contains(v))]);
    }
}
