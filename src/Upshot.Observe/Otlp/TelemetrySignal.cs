namespace Upshot.Observe.Otlp;

public enum TelemetrySignal : byte
{
    Traces = 1,
    Metrics = 2,
    Logs = 3,
}
