namespace Upshot.Decide.Comparison;

/// <summary>The values that one process gave (or whatever the file calls a replicate), in the order they were taken.</summary>
public sealed record SampleReplicate(string Name, IReadOnlyList<double> Values);

/// <summary>One side of a comparison of samples.</summary>
public sealed record SampleArm(string Name, IReadOnlyList<SampleReplicate> Replicates);
