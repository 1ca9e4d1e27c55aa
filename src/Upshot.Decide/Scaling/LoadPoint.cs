namespace Upshot.Decide.Scaling;

/// <summary>What something cost while so much was asked of it, for instance CPU seconds a second at requests a second.</summary>
public readonly record struct LoadPoint(double Load, double Cost);
