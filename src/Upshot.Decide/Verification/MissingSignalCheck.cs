using Upshot.Plan;

namespace Upshot.Decide.Verification;

/// <summary>Declared signals that were never seen.</summary>
internal static class MissingSignalCheck
{
    public static readonly CheckInfo Info = new("missing-signal", "A declared signal was never seen.", "Objectives, alerts and decisions rest on it, and would see nothing.");

    public static IEnumerable<VerificationProblem> Find(MatchedTelemetry seen)
    {
        var found = seen.Occurrences().Select(o => o.Signal.Id).ToHashSet(StringComparer.Ordinal);
        foreach (var signal in seen.Plan.Signals.Where(s => s.Kind != SignalKind.Entity && s.Rollout == "on" && seen.Options.Expects(s.Id, s.Name) && !found.Contains(s.Id)))
        {
            yield return new(
                Info.Id,
                new("", "", signal.Id),
                $"The {Format.Of(signal.Kind)} {signal.Name} is declared and was never seen.",
                UndeclaredNames.NearestTo(signal, seen) is { } near
                    ? $"{near} was seen and is not declared: was it renamed? Emit it as {signal.Name}, or declare the new name with a migration."
                    : $"Emit it where the plan says, let the command exercise that code, or declare it with rollout: off{(signal.Rollout == "on" ? " until it is" : "")}.")
            {
                Declared = signal.Location,
            };
        }
    }
}
