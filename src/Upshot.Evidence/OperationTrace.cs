namespace Upshot.Evidence;

/// <summary>All spans of a trace that are stored around the time in which an operation ran in it; in no special order.</summary>
public sealed record OperationTrace(string TraceId, IReadOnlyList<OperationSpan> Spans);

/// <summary>A span, and what it is for whoever counts.</summary>
/// <param name="Operation">Which operation begins with it; empty: none.</param>
/// <param name="Environment">Empty: not known.</param>
/// <param name="Weight">How many it stands for.</param>
public sealed record OperationSpan(SpanEvidence Span, string Operation, string Environment, double Weight);
