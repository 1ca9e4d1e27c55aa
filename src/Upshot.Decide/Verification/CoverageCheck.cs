using Upshot.Plan;

namespace Upshot.Decide.Verification;

/// <summary>What was covered once stays covered.</summary>
internal static class CoverageCheck
{
    public static readonly CheckInfo Info = new("coverage-fell", "A signal or attribute that was covered is no longer.", "Coverage that may fall silently falls.");

    public static IEnumerable<VerificationProblem> Find(MatchedTelemetry seen, Coverage coverage)
    {
        if (seen.Options.Ratchet is not { } ratchet)
        {
            yield break;
        }

        var now = CoverageRatchet.Of(coverage).Signals;
        foreach (var (id, attributes) in ratchet.Signals)
        {
            var signal = seen.Plan.Signals.FirstOrDefault(s => s.Id == id);
            if (!now.TryGetValue(id, out var covered))
            {
                yield return Problem(new("", "", id), signal is null ? $"{id} was covered and is no longer declared." : $"{id} was covered and was not seen in this run.", signal?.Location);
                continue;
            }

            foreach (var attribute in attributes.Where(a => !covered.Contains(a)))
            {
                yield return Problem(new("", "", id, attribute), $"The attribute {attribute} of {id} was covered and was not seen in this run.", signal?.Location);
            }
        }
    }

    private static VerificationProblem Problem(TelemetryLocation where, string message, SourceLocation? declared) =>
        new(Info.Id, where, message, "Exercise it again; if the loss is wanted, rewrite the ratchet file with --update-ratchet, so that the change is seen in review.") { Declared = declared };
}
