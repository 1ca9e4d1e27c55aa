using Upshot.Evidence;

namespace Upshot.Decide.Exports;

/// <summary>A line of a log. Times are Unix nanoseconds.</summary>
/// <param name="IsError">By its level, or, where it has none, by its words.</param>
public sealed record LoggedLine(long TimeNanos, string Service, string Message, bool IsError, string TraceId, string SpanId);

/// <summary>A measured value of a service.</summary>
public sealed record MeasuredPoint(long TimeNanos, string Service, string Pod, string Metric, double Value);

/// <summary>A span and the trace it belongs to; its service is the one of its pod.</summary>
public sealed record TracedSpan(string TraceId, SpanEvidence Span);
