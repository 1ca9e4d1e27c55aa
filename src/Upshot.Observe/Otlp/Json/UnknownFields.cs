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

    private string? _first;

    public void Add(ReadOnlySpan<byte> name) => _first ??= Encoding.UTF8.GetString(name);

    /// <summary>Null: nothing was unknown.</summary>
    public string? Hint(TelemetrySignal signal)
    {
        if (_first is not { } name)
        {
            return null;
        }

        var meant = s_paths.TryGetValue(name, out var path) ? $"the path {path}, where {name} belongs"
            : $"{s_meant.GetValueOrDefault(name, signal switch { TelemetrySignal.Traces => "resourceSpans", TelemetrySignal.Metrics => "resourceMetrics", _ => "resourceLogs" })} instead of {Shown(name)}";
        return $"Nothing in this request is known here: did you mean {meant}?";
    }

    private static string Shown(string name) => name.Length <= MaxLength ? name : name[..MaxLength] + "…";
}
