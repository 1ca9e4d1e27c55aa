namespace Upshot.Decide.Contrasts;

/// <summary>A request: what is known of it, and whether it is one of those to explain (failed, slow).</summary>
/// <param name="Weight">How many requests it stands for.</param>
public sealed record ContrastRow(IReadOnlyDictionary<string, string> Facts, bool IsHit, double Weight = 1);

/// <summary>Facts that requests of one kind have far more often than the others.</summary>
/// <param name="Inside">The share of hits among requests with these facts.</param>
/// <param name="Outside">Among all others.</param>
/// <param name="Share">The part of all hits that have these facts.</param>
/// <param name="P">How often chance alone would show such a contrast somewhere among all that were tried; an upper bound.</param>
/// <param name="SameAs">Other facts that the very same requests have.</param>
public sealed record Contrast(IReadOnlyList<KeyValuePair<string, string>> Where, double Inside, double Outside, double Share, double P, int Requests, IReadOnlyList<KeyValuePair<string, string>> SameAs);
