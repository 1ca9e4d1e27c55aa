namespace Upshot.Decide.Verification;

/// <summary>One thing that verification looks for.</summary>
/// <param name="Id">Stable, kebab-case.</param>
/// <param name="Summary">One sentence: what is reported.</param>
/// <param name="Why">One sentence: why it matters.</param>
public sealed record CheckInfo(string Id, string Summary, string Why);
