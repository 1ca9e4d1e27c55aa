using System.Text.RegularExpressions;
using Upshot.Plan;
using Upshot.Plan.Registry;

namespace Upshot.Decide.Verification;

/// <summary>Whether names follow the conventions. Source: OpenTelemetry semantic conventions, "Naming".</summary>
internal static partial class NameCheck
{
    public static readonly CheckInfo Info = new("unconventional-name", "A name does not follow OpenTelemetry's naming conventions.", "Names in one style are found, completed and understood; names in many styles are not.");

    public static IEnumerable<VerificationProblem> Find(MatchedTelemetry seen)
    {
        foreach (var metric in seen.Metrics.Where(m => !m.IsLibrary).DistinctBy(m => (m.Origin.Service, m.Item.Name)))
        {
            var name = metric.Item.Name;
            if (Wrong(name) is { } wrong)
            {
                yield return Problem(metric.At(name), $"The metric {Format.Short(name)} {wrong.Message}", wrong.Remedy, metric.Signal?.Location, wrong.Severity);
            }
            else if (UnitInName().Match(name) is { Success: true } unit)
            {
                yield return Problem(metric.At(name), $"The metric {name} has its unit '{unit.Value.Trim('_', '.')}' in its name.", "Leave the unit out of the name: it is in the unit field, and exporters add it where it is wanted.", metric.Signal?.Location, Severity.Warning);
            }
        }

        var attributes = seen.Spans.Where(s => !s.IsLibrary).SelectMany(s => s.Item.Attributes.Keys.Select(a => s.At(s.Item.Name, a)))
            .Concat(seen.Metrics.Where(m => !m.IsLibrary).SelectMany(m => m.Item.Points.SelectMany(p => p.Attributes.Keys).Select(a => m.At(m.Item.Name, a))))
            .Concat(seen.Logs.Where(l => l.Signal is not null).SelectMany(l => l.Item.Attributes.Keys.Where(a => a != "{OriginalFormat}").Select(a => l.At(l.Item.EventName, a))));
        foreach (var location in attributes.Distinct().Where(p => !KnownAttributes.Contains(p.Attribute)))
        {
            if (Wrong(location.Attribute) is { } wrong)
            {
                yield return Problem(location, $"The attribute {Format.Short(location.Attribute)} {wrong.Message}", wrong.Remedy, seen.Plan.Attributes.FirstOrDefault(a => a.Name == location.Attribute)?.Location, wrong.Severity);
            }
        }

        foreach (var log in seen.Logs.Where(l => !l.IsLibrary && l.Signal is not null).DistinctBy(l => (l.Origin.Service, l.Item.EventName)))
        {
            if (Wrong(log.Item.EventName) is { } wrong)
            {
                yield return Problem(log.At(log.Item.EventName), $"The event {Format.Short(log.Item.EventName)} {wrong.Message}", wrong.Remedy, log.Signal?.Location, wrong.Severity);
            }
        }
    }

    private static (string Message, string Remedy, Severity Severity)? Wrong(string name) =>
        name.StartsWith("otel.", StringComparison.OrdinalIgnoreCase)
            ? ("begins with otel., which is reserved for OpenTelemetry itself.", "Begin it with the name of the product.", Severity.Error)
            : !LowerDotted().IsMatch(name)
                ? ("is not lower-case words, joined by underscores, in a namespace with dots.", "Write it as in shop.order.item_count.", Severity.Warning)
                : null;

    private static VerificationProblem Problem(TelemetryLocation where, string message, string remedy, SourceLocation? declared, Severity severity) =>
        new(Info.Id, where, message, remedy) { Declared = declared, Severity = severity };

    [GeneratedRegex(@"^[a-z][a-z0-9]*(?:[._][a-z0-9]+)*$")]
    private static partial Regex LowerDotted();

    [GeneratedRegex(@"[._](?:seconds?|secs?|ms|millis|milliseconds?|microseconds?|us|nanos|nanoseconds?|bytes?|kb|mb|gb|kilobytes?|megabytes?|percent|total)$")]
    private static partial Regex UnitInName();
}
