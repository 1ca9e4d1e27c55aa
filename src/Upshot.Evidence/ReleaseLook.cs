namespace Upshot.Evidence;

/// <summary>A look at a release that somebody planned.</summary>
/// <param name="Subject">What was looked at: which release, against what, on what, how strictly.</param>
/// <param name="Planned">So many looks were planned when it was the first of them.</param>
/// <param name="Every">The time between two of them.</param>
public sealed record ReleaseLook(string Subject, DateTimeOffset At, int Planned, TimeSpan Every);
