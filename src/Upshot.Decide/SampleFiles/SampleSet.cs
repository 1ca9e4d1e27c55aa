using Upshot.Decide.Comparison;

namespace Upshot.Decide.SampleFiles;

/// <summary>The samples of one benchmark on one side.</summary>
/// <param name="Name">Empty where a file holds only one and does not name it.</param>
/// <param name="HigherIsBetter">Null where the file does not say.</param>
public sealed record BenchmarkSamples(string Name, IReadOnlyList<SampleReplicate> Replicates, bool? HigherIsBetter = null);

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
