using Upshot.Observe.Otlp;

namespace Upshot.Backfill;

/// <summary>An export request that was made of a file.</summary>
/// <param name="Place">Where in the files it begins.</param>
/// <param name="Parts">What it was put together from, so that one part that is refused does not cost the others; empty: it is one.</param>
internal sealed record PastRequest(TelemetrySignal Signal, bool IsJson, byte[] Body, string Place, IReadOnlyList<PastRequest> Parts)
{
    /// <summary>Where a server takes it.</summary>
    public string Route => Signal switch
    {
        TelemetrySignal.Traces => "/api/v1/backfill/traces",
        TelemetrySignal.Metrics => "/api/v1/backfill/metrics",
        _ => "/api/v1/backfill/logs",
    };
}
