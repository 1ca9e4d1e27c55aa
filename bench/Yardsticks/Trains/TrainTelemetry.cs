namespace Upshot.Yardsticks.Trains;

internal sealed record TrainSpan(string Trace, string Id, string Parent, string Service, string Pod, string Name, string Kind, long Start, long Nanos, bool IsError);

internal sealed record TrainLog(long Nanos, string Service, string Pod, string Trace, string Span, string Level, string Message);

internal sealed record TrainMetric(long Nanos, string Service, string Pod, string Name, double Value);

internal sealed record TrainTelemetry(List<TrainSpan> Spans, List<TrainLog> Logs, List<TrainMetric> Metrics);
