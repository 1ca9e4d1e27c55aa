namespace Upshot.Decide.Comparison.Benchmarks;

/// <summary>The samples of one benchmark on one side.</summary>
/// <param name="Name">Empty where a file holds only one and does not name it.</param>
/// <param name="HigherIsBetter">Null where the file does not say.</param>
public sealed record BenchmarkSamples(string Name, IReadOnlyList<SampleReplicate> Replicates, bool? HigherIsBetter = null);
