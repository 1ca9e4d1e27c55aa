namespace Upshot.Evidence;

/// <summary>What one service asked of another, or of something that sends no telemetry. Durations are of the callee where it tells, else of the caller.</summary>
/// <param name="Caller">Empty: requests from outside.</param>
/// <param name="Kind">service, database, messaging or external.</param>
/// <param name="Calls">Spans that are stored, by what they stand for.</param>
public sealed record ServiceCall(string Caller, string Callee, string Kind, double Calls, double Errors, double P50Millis, double P95Millis);
