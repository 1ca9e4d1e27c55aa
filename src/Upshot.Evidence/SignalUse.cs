namespace Upshot.Evidence;

/// <summary>A stage of a signal that somebody set at run time.</summary>
/// <param name="Signal">Its id.</param>
/// <param name="Stage">off, canary, on; plan: as the plan says.</param>
/// <param name="Share">Of a canary: the share of processes, 0 to 1.</param>
public sealed record RolloutChange(string Signal, string Stage, double Share, DateTimeOffset ChangedAt);

/// <summary>What one process sent of a signal, and in all.</summary>
/// <param name="First">Its first record in the range.</param>
/// <param name="Last">Its last.</param>
/// <param name="Events">Spans, log records or data points of the signal.</param>
/// <param name="Bytes">Of them, estimated: names and values, without what records of one request share, before compression.</param>
/// <param name="AllEvents">Spans, log records and data points of all kinds.</param>
public sealed record SignalUse(string Service, string Instance, DateTimeOffset First, DateTimeOffset Last, long Events, long Bytes, long AllEvents, long AllBytes);

/// <summary>Values of one version of a signal: how many milliseconds its spans took, or what its data points say, in the metric's unit.</summary>
/// <param name="Count">Of spans, or of data points.</param>
public sealed record SignalValues(int Version, long Count, double P50, double P95, double P99);
