namespace Upshot.Decide.Verification;

/// <summary>A defect planted into what was emitted.</summary>
/// <param name="Kind">What was done: dropped, renamed, retyped …</param>
/// <param name="What">What it was done to, in words.</param>
/// <param name="Remedy">What to declare, so that it does not survive.</param>
public sealed record MutantInfo(string Kind, string What, string Remedy);

/// <summary>What became of a mutant.</summary>
/// <param name="KilledBy">The check that found it; empty: none, it survived.</param>
public sealed record MutantFate(MutantInfo Mutant, string KilledBy);

public sealed record MutationResult(IReadOnlyList<MutantFate> Mutants)
{
    public int Total => Mutants.Count;

    public int Killed => Mutants.Count(m => m.KilledBy.Length > 0);

    public IReadOnlyList<MutantInfo> Survivors => [.. Mutants.Where(m => m.KilledBy.Length == 0).Select(m => m.Mutant)];

    public IReadOnlyList<(string Kind, int Killed, int Total)> ByKind =>
        [.. Mutants.GroupBy(m => m.Mutant.Kind).Select(g => (g.Key, g.Count(m => m.KilledBy.Length > 0), g.Count()))];
}
