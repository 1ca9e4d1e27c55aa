namespace Upshot.Decide.Comparison;

/// <summary>What a verdict rests on: kept, so that it can be judged again when several measures are corrected for one another.</summary>
/// <param name="AdverseEffect">The effect, more is worse.</param>
/// <param name="Limit">The largest harm that is acceptable, on the same scale.</param>
/// <param name="Tolerance">Systematic error.</param>
/// <param name="Variance">Of one replicate of each arm, added.</param>
/// <param name="Have">Replicates of the smaller arm.</param>
internal sealed record TestStatistics(Estimate AdverseEffect, double Limit, double Tolerance, double Variance, int Have);
