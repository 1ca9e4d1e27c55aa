using System.Globalization;
using System.IO.Hashing;
using System.Text;
using Upshot.Plan;

namespace Upshot.Observe.Rollup;

/// <summary>What tells counts of a journey from those of what it was before: all that its steps say.</summary>
internal static class JourneyDefinition
{
    /// <param name="step">Null: of the whole journey.</param>
    public static string Of(Journey journey, JourneyStep? step)
    {
        // Whether a step came does not hang on how long it may take.
        var said = string.Join('\n', journey.Steps.Select(s => string.Join('\u001f', [s.Name, s.Under, .. Selected(s.Match), step is null && s.Latency is { } latency ? latency.Ticks.ToString(CultureInfo.InvariantCulture) : ""])));
        var hash = XxHash64.HashToUInt64(Encoding.UTF8.GetBytes(said)).ToString("x16", CultureInfo.InvariantCulture);
        return step is null ? $"journey {journey.Name} {hash}" : $"step {step.Name} of {journey.Name} {hash}";
    }

    private static IEnumerable<string?> Selected(SpanSelector match) =>
        [match.Service, match.Span, match.Route, match.Method, match.Kind, .. match.Attributes.OrderBy(a => a.Key, StringComparer.Ordinal).Select(a => $"{a.Key}={a.Value}")];
}
