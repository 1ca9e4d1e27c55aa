using Upshot.Evidence;
using Upshot.Plan;

namespace Upshot.Decide.Verification;

/// <summary>All mutants of captured telemetry: of each declared signal that was seen, of each journey, service and operation.</summary>
internal static class Mutants
{
    public static IEnumerable<Mutant> Of(ProductPlan plan, CapturedTelemetry captured, VerificationOptions options)
    {
        var seen = new MatchedTelemetry(plan, captured, options);
        var found = seen.Occurrences().Select(o => o.Signal).Distinct().OrderBy(s => s.Id, StringComparer.Ordinal).ToList();
        return found.Select(signal => new SignalEdit(seen, signal)).SelectMany(edit => SignalMutants.Of(edit, seen).Concat(AttributeMutants.Of(edit, seen)).Concat(PersonalMutants.Of(edit, seen)))
            .Concat(TraceMutants.Of(seen));
    }
}
