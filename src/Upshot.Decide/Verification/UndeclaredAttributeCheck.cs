using Upshot.Evidence;
using Upshot.Plan;
using Upshot.Plan.Keys;
using Upshot.Plan.Registry;

namespace Upshot.Decide.Verification;

/// <summary>
/// Attributes that the plan does not declare for their signal. On spans and events those of the semantic conventions need no declaration; on a
/// metric each one multiplies the series, so there everything must be declared. Those of a signal that is itself not declared go with it.
/// </summary>
internal static class UndeclaredAttributeCheck
{
    public static readonly CheckInfo Info = new("undeclared-attribute", "An attribute was emitted that the plan does not declare for its signal.", "A renamed attribute empties every query over the old name, and a new label multiplies the series.");

    public static IEnumerable<VerificationProblem> Find(MatchedTelemetry seen) =>
        seen.Spans.Where(s => !UndeclaredNames.IsUndeclared(s, seen)).SelectMany(s => Of(s, s.Item.Name, SignalKind.Span, s.Item.Attributes, seen))
            .Concat(seen.Metrics.Where(m => !UndeclaredNames.IsUndeclared(m, seen)).SelectMany(m => m.Item.Points.SelectMany(p => Of(m, m.Item.Name, SignalKind.Metric, p.Attributes, seen))))
            .Concat(seen.Logs.Where(l => l.Signal is not null).SelectMany(l => Of(l, l.Item.EventName, SignalKind.Event, l.Item.Attributes, seen)));

    private static IEnumerable<VerificationProblem> Of<T>(Seen<T> item, string name, SignalKind kind, IReadOnlyDictionary<string, CapturedValue> attributes, MatchedTelemetry seen) =>
        attributes.Keys.Where(attribute => !IsDeclared(attribute, item.Signal, kind, item.IsLibrary, seen)).Select(attribute => Problem(item, name, attribute, attributes, seen));

    private static bool IsDeclared(string attribute, Signal? signal, SignalKind kind, bool isLibrary, MatchedTelemetry seen)
    {
        if (Contract.IsOwn(attribute) || signal?.Attributes.Any(a => a.Name == attribute || IsTemplate(a, attribute)) == true || attribute == "{OriginalFormat}")
        {
            return true;
        }

        if (signal is null && isLibrary)
        {
            // What a library writes on its own spans is its affair; what the product adds to them is not.
            return !seen.OwnNamespaces.Contains(MatchedTelemetry.NamespaceOf(attribute)) || seen.Plan.Attributes.Any(a => a.Name == attribute);
        }

        return (signal is null || kind != SignalKind.Metric)
            && (KnownAttributes.Contains(attribute) || IsKnownTemplate(attribute) || (signal is null && seen.Plan.Attributes.Any(a => a.Name == attribute)));
    }

    private static bool IsTemplate(SignalAttribute declared, string attribute) =>
        declared.Definition.Type.StartsWith("template", StringComparison.Ordinal) && attribute.StartsWith(declared.Name + ".", StringComparison.Ordinal);

    // http.request.header.<key> and the like.
    private static bool IsKnownTemplate(string attribute)
    {
        for (var dot = attribute.LastIndexOf('.'); dot > 0; dot = attribute.LastIndexOf('.', dot - 1))
        {
            if (KnownAttributes.Find(attribute[..dot], new("", 1, 1)) is { } known && known.Type.StartsWith("template", StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    private static VerificationProblem Problem<T>(Seen<T> item, string name, string attribute, IReadOnlyDictionary<string, CapturedValue> attributes, MatchedTelemetry seen)
    {
        var own = item.Signal?.Attributes.Select(a => a.Name).ToList() ?? [];
        var absent = own.Where(a => !attributes.ContainsKey(a)).ToList();
        var likely = NameSuggestions.Of(attribute, absent) ?? Suggestions.Of(attribute, seen.Plan.Attributes.Select(a => a.Name).Where(a => !own.Contains(a) && !attributes.ContainsKey(a)));
        var location = item.Signal?.Attributes.FirstOrDefault(a => a.Name == likely)?.Location ?? seen.Plan.Attributes.FirstOrDefault(a => a.Name == likely)?.Location;
        return new(
            Info.Id,
            item.At(name, attribute),
            $"The attribute {attribute} of {name} is not declared{(seen.Plan.Attributes.Any(a => a.Name == attribute) ? " for this signal" : "")}.",
            likely is not null && likely != attribute
                ? $"Was {likely} meant? Emit it under that name, or declare {attribute} on the signal."
                : item.Signal is null ? "Declare it under signals/, or stop setting it." : $"Add it to the attributes of {item.Signal.Id}, or stop setting it.")
        {
            Declared = location ?? item.Signal?.Location,
        };
    }
}
