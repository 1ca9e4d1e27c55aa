namespace Upshot.Evidence.Alerts;

/// <summary>Something that somebody changed, or that telemetry shows to have changed, and that may be why.</summary>
/// <param name="Kind">flag, config, deploy, note.</param>
/// <param name="From">What it was; empty: unknown.</param>
/// <param name="Source">person (command or API) or telemetry.</param>
public sealed record ChangeEvent(string Id, string Kind, string Name, string From, string To, string Service, string Environment, string Author, DateTimeOffset At, string Source);
