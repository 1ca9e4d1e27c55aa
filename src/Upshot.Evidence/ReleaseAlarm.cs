namespace Upshot.Evidence;

/// <summary>The first time that a release was found regressed while it was watched.</summary>
public sealed record ReleaseAlarm(string Version, string Environment, DateTimeOffset At, string Sentence);
