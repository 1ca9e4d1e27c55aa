namespace Upshot.Decide.CallTables;

/// <summary>A call's time lies between two values, both included.</summary>
public sealed record CallRange(string Column, double From, double To);

/// <summary>Requests that were slow for the same reason.</summary>
/// <param name="Where">The ranges that select them; all of them hold.</param>
/// <param name="Requests">How many requests the ranges select.</param>
/// <param name="P95">95th percentile of their latency.</param>
/// <param name="P95Without">What it would be had these calls been as usual.</param>
/// <param name="ExcessShare">Their part of all the time that slow requests lost.</param>
public sealed record SlowCause(IReadOnlyList<CallRange> Where, int Requests, double P95, double P95Without, double ExcessShare);
