namespace Upshot.Decide.PersonalData;

/// <summary>A value as it is stored.</summary>
/// <param name="Place">"span attribute", "log body" and so on.</param>
/// <param name="Name">Of the attribute; empty where there is none.</param>
/// <param name="Count">How often it is there.</param>
/// <param name="Different">How many different values there are in its place.</param>
public sealed record StoredValue(string Service, string Place, string Name, string Text, long Count, long Different);

/// <summary>Something personal in one place.</summary>
/// <param name="Kind">What it is, with its article.</param>
/// <param name="Count">Records that hold it, of the values that were looked at.</param>
/// <param name="Sample">Enough to recognise it, too little to use it.</param>
public sealed record PrivacyFinding(string Service, string Place, string Name, string Kind, long Count, string Sample);

/// <summary>Which stored values look personal, of attributes that nobody has classed and of texts.</summary>
public static class PrivacyFindings
{
    // Ids and names that OpenTelemetry's own libraries set and that say nothing of people.
    private static readonly string[] s_own = ["upshot.", "telemetry.", "service.", "otel.", "thread.", "code."];

    public static IReadOnlyList<PrivacyFinding> Of(IEnumerable<StoredValue> values, IReadOnlySet<string> classed) =>
    [
        .. values.Where(v => !classed.Contains(v.Name) && !s_own.Any(o => v.Name.StartsWith(o, StringComparison.Ordinal)))
            .Select(v => (Value: v, Found: PersonalText.Find(v.Name, v.Text))).Where(f => f.Found is not null)
            .GroupBy(f => (f.Value.Service, f.Value.Place, f.Value.Name, f.Found!.Value.Kind))
            .Select(g => new PrivacyFinding(g.Key.Service, g.Key.Place, g.Key.Name, g.Key.Kind, g.Sum(f => f.Value.Count), g.MaxBy(f => f.Value.Count).Found!.Value.Masked))
            .OrderByDescending(f => f.Count).ThenBy(f => f.Service, StringComparer.Ordinal).ThenBy(f => f.Name, StringComparer.Ordinal),
    ];
}
