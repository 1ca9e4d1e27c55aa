using Upshot.Decide.Comparison;
using Upshot.Decide.Comparison.Benchmarks;

namespace Upshot.Decide.SampleFiles;

/// <summary>What a file of samples held (as far as it could be read), and every problem found in it.</summary>
public sealed record SampleReading(IReadOnlyList<BenchmarkSamples> Benchmarks, IReadOnlyList<FileProblem> Problems)
{
    /// <summary>Of a file with one benchmark.</summary>
    public SampleArm Arm => new("", Benchmarks.Count == 0 ? [] : Benchmarks[0].Replicates);
}

/// <summary>How columns are called where a file has names of its own.</summary>
/// <param name="By">The columns that tell benchmarks apart; empty: benchmark, where there is one.</param>
public sealed record SampleNames(IReadOnlyList<string> By, string? Replicate = null, string? Value = null)
{
    public static readonly SampleNames Usual = new([]);
}
