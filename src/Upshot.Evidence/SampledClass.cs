namespace Upshot.Evidence;

/// <summary>Requests that came sampled with about the same weight (within a factor of two): what was kept, and what it stands for.</summary>
/// <param name="Errors">Failed requests that were kept.</param>
/// <param name="ErrorWeights">The requests that these stand for.</param>
/// <param name="ErrorSquares">Of their weights, squared.</param>
/// <param name="Others">Requests that succeeded and were kept.</param>
public sealed record SampledClass(long Errors, double ErrorWeights, double ErrorSquares, long Others, double OtherWeights, double OtherSquares);
