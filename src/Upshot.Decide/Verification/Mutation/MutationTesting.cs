using Upshot.Evidence;
using Upshot.Plan;

namespace Upshot.Decide.Verification;

/// <summary>
/// Plants defects into what was emitted, one at a time, and sees whether the checks of this plan find them. A mutant that survives is a
/// defect that CI would let pass.
/// </summary>
public static class MutationTesting
{
    public static MutationResult Run(ProductPlan plan, CapturedTelemetry captured, VerificationOptions options)
    {
        // What a ratchet would find, the plan alone must find; and what counts is what CI finds, which runs the command.
        options = options with { Ratchet = null, IsRecording = false };
        var known = Errors(TelemetryVerification.Verify(plan, captured, options)).Select(p => p.Key).ToHashSet();
        var mutants = Mutants.Of(plan, captured, options).ToList();
        return new([.. mutants.AsParallel().AsOrdered().Select(mutant => new MutantFate(mutant.Info, KilledBy(mutant)))]);

        string KilledBy(Mutant mutant)
        {
            var found = Errors(TelemetryVerification.Verify(plan, mutant.Make(), options)).Where(p => !known.Contains(p.Key)).Select(p => p.Check).Distinct().ToList();
            return mutant.MustBeFoundBy is { } check ? found.Contains(check) ? check : "" : string.Join(", ", found);
        }
    }

    private static IEnumerable<VerificationProblem> Errors(VerificationResult result) => result.Problems.Where(p => p.Severity == Severity.Error);
}

/// <param name="MustBeFoundBy">The only check that counts; null: any.</param>
internal sealed record Mutant(MutantInfo Info, Func<CapturedTelemetry> Make, string? MustBeFoundBy = null);
