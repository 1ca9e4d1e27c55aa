using System.Text.RegularExpressions;
using Upshot.Plan;
namespace Upshot.Decide.Verification;

/// <summary>
/// Whether attributes have as few values as the plan says. On a metric every value is a series that is paid for, so there limits hold without
/// being declared, and values that look like ids are found before they are many.
/// </summary>
internal static partial class CardinalityCheck
{
    public const int DefaultSeries = 1_000;
    public const int DefaultValues = 100;
    private const int FewIds = 3;

    public static readonly CheckInfo Info = new("too-many-values", "An attribute, or a combination of attributes, has more values than its limit, or unbounded values.", "Every value of a label is a series; ids as labels are what telemetry bills are made of.");

    public static IEnumerable<VerificationProblem> Find(MatchedTelemetry seen) =>
        Combinations(seen).Concat(Values(seen)).Concat(Overflows(seen));

    private static IEnumerable<VerificationProblem> Combinations(MatchedTelemetry seen)
    {
        foreach (var sets in seen.AttributeSets().GroupBy(s => s.Signal))
        {
            var signal = sets.Key;
            if ((signal.Cardinality ?? (signal.Kind == SignalKind.Metric ? DefaultSeries : null)) is not { } limit)
            {
                continue;
            }

            // What a service is and which span it was differ by nature.
            var combinations = sets.Select(s => SeriesIndex.KeyOf(s.Attributes.Where(a => signal.Attributes.Any(d => d.Name == a.Key) || signal.Kind == SignalKind.Metric).ToDictionary(a => a.Key, a => a.Value))).Distinct().Count();
            if (combinations > limit)
            {
                yield return new(
                    Info.Id,
                    new("", "", signal.Id),
                    $"{signal.Name} has more than {limit} combinations of attribute values{(signal.Cardinality is null ? ", the limit of metrics that declare none" : "")}.",
                    "Remove the attribute that brings them, or group its values into a few classes; if so many are meant, raise cardinality in the plan.")
                {
                    Declared = signal.Location,
                    Evidence = $"{combinations} combinations",
                };
            }
        }
    }

    private static IEnumerable<VerificationProblem> Values(MatchedTelemetry seen)
    {
        var metrics = seen.Metrics.Where(m => m.Signal is not null || !m.IsLibrary)
            .SelectMany(m => m.Item.Points.SelectMany(p => p.Attributes.Select(a => (Location: new TelemetryLocation("", "", m.Signal?.Id ?? m.Item.Name, a.Key), Name: m.Item.Name, m.Signal, IsMetric: true, a.Value))));
        var others = seen.AttributeValues().Where(v => v.Signal.Kind != SignalKind.Metric)
            .Select(v => (Location: new TelemetryLocation("", "", v.Signal.Id, v.Name), v.Signal.Name, Signal: (Signal?)v.Signal, IsMetric: false, v.Value));
        foreach (var values in metrics.Concat(others).GroupBy(v => v.Location))
        {
            var (_, name, signal, isMetric, _) = values.First();
            var attribute = signal?.Attributes.FirstOrDefault(a => a.Name == values.Key.Attribute);
            var limit = attribute?.Definition.Cardinality ?? (isMetric ? DefaultValues : int.MaxValue);
            var distinct = values.Select(v => v.Value.Text).ToHashSet(StringComparer.Ordinal);
            if (distinct.Count > limit)
            {
                yield return Problem($"The attribute {values.Key.Attribute} of {name} has more than {limit} values{(attribute?.Definition.Cardinality is null ? ", the limit of labels that declare none" : "")}.", $"{distinct.Count} values");
            }
            else if (isMetric && attribute?.Definition.Cardinality is null && distinct.Count >= FewIds && distinct.All(IsId))
            {
                yield return Problem($"The attribute {values.Key.Attribute} of the metric {name} has values that look like ids, which are unbounded.", $"{distinct.Count} values, such as {Masked(distinct.First())}");
            }

            VerificationProblem Problem(string message, string evidence) => new(
                Info.Id,
                values.Key,
                message,
                isMetric
                    ? "Put it on the span or the event instead, where it costs one value and not one series; or group its values into a few classes."
                    : "Group its values into a few classes; if so many are meant, raise cardinality in the plan.")
            {
                Declared = attribute?.Definition.Location ?? signal?.Location,
                Evidence = evidence,
            };
        }
    }

    /// <summary>The SDK itself gave up: specification of metrics, "Overflow attribute".</summary>
    private static IEnumerable<VerificationProblem> Overflows(MatchedTelemetry seen) => seen.Metrics
        .Where(m => m.Item.Points.Any(p => p.Attributes.ContainsKey("otel.metric.overflow")))
        .Select(m => new VerificationProblem(
            Info.Id,
            m.At(m.Item.Name, "otel.metric.overflow"),
            $"The SDK reached its limit of series for {m.Item.Name} and merged the rest.",
            "Remove the attribute that brings so many, or group its values into a few classes.")
        {
            Declared = m.Signal?.Location,
        });

    private static bool IsId(string value) => Uuid().IsMatch(value) || (value.Length >= 16 && HexWithDigits().IsMatch(value)) || LongNumber().IsMatch(value);

    private static string Masked(string value) => $"{value[..4]}…";

    [GeneratedRegex("^[0-9a-fA-F]{8}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{12}$")]
    private static partial Regex Uuid();

    [GeneratedRegex("^(?=.*[0-9])[0-9a-fA-F]+$")]
    private static partial Regex HexWithDigits();

    [GeneratedRegex("^[0-9]{9,}$")]
    private static partial Regex LongNumber();
}
