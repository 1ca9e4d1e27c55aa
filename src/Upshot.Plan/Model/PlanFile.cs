namespace Upshot.Plan;

/// <summary>One file of a plan in memory.</summary>
/// <param name="Path">Relative to the plan's folder, with forward slashes.</param>
public sealed record PlanFile(string Path, string Text);
