using System.Text;

namespace Upshot.Observe.Otlp.Json;

/// <summary>Names that a JSON request has where OTLP knows none: they are left out, and where nothing else was in it, that is said.</summary>
internal sealed class UnknownFields
{
    private const int MaxLength = 60;

    // What older versions of the protocol and other hands write, and what is meant.
    private static readonly Dictionary<string, string> s_meant = new(StringComparer.OrdinalIgnoreCase)
    {
        ["instrumentationLibrarySpans"] = "scopeSpans",
        ["instrumentationLibraryMetrics"] = "scopeMetrics",
        ["instrumentationLibraryLogs"] = "scopeLogs",
        ["spans"] = "scopeSpans",
        ["metrics"] = "scopeMetrics",
        ["logs"] = "scopeLogs",
        ["logRecords"] = "scopeLogs",
    };

    private static readonly Dictionary<string, string> s_paths = new(StringComparer.OrdinalIgnoreCase)
    {
        ["resourceSpans"] = "/v1/traces",
        ["resourceMetrics"] = "/v1/metrics",
        ["resourceLogs"] = "/v1/logs",
        ["resource_spans"] = "/v1/traces",
        ["resource_metrics"] = "/v1/metrics",
        ["resource_logs"] = "/v1/logs",
    };

    private const int LeastOfAName = 4;
    private string? _first, _near;

    /// <param name="place">The message in which it stands.</param>
    public void Add(ReadOnlySpan<byte> name, Shape place)
    {
        if (_first is null)
        {
            _first = Encoding.UTF8.GetString(name);
            _near = Near(_first, [.. place.Fields.Select(f => f.Name)]);
        }
    }

    /// <summary>Null: nothing was unknown.</summary>
    public string? Hint(TelemetrySignal signal)
    {
        if (_first is not { } name)
        {
            return null;
        }

        var meant = _near is not null ? $"{_near} instead of {Shown(name)}"
            : s_paths.TryGetValue(name, out var path) ? $"the path {path}, where {name} belongs"
            : $"{s_meant.GetValueOrDefault(name, signal switch { TelemetrySignal.Traces => "resourceSpans", TelemetrySignal.Metrics => "resourceMetrics", _ => "resourceLogs" })} instead of {Shown(name)}";
        return $"Nothing in this request is known here: did you mean {meant}?";
    }

    /// <summary>What is known in its place and written nearly so: in other letters, or with another end.</summary>
    private static string? Near(string name, IReadOnlyList<string> known) =>
        known.FirstOrDefault(k => string.Equals(k, name.Replace("_", "", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase))
        ?? known.FirstOrDefault(k => Math.Min(k.Length, name.Length) >= LeastOfAName && (k.StartsWith(name, StringComparison.OrdinalIgnoreCase) || name.StartsWith(k, StringComparison.OrdinalIgnoreCase)));

    private static string Shown(string name) => name.Length <= MaxLength ? name : name[..MaxLength] + "…";
}
