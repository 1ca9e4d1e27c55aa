namespace Upshot.Decide.Verification;

/// <summary>Signals that are seen although the plan has them switched off.</summary>
internal static class SwitchedOffCheck
{
    public static readonly CheckInfo Info = new("switched-off-signal", "A signal that the plan switches off was emitted.", "It costs what nobody agreed to, and was switched off for a reason.");

    public static IEnumerable<VerificationProblem> Find(MatchedTelemetry seen) => seen.Occurrences()
        .Where(o => o.Signal.Rollout == "off")
        .Select(o => new VerificationProblem(
            Info.Id,
            new(o.Origin.Service, o.Origin.Scope.Name, o.Signal.Id),
            $"The {Format.Of(o.Signal.Kind)} {o.Signal.Name} was emitted although its rollout is off.",
            "Let the application ask the rollout switch before it emits, or set rollout: canary or on in the plan.")
        {
            Declared = o.Signal.Location,
            Count = o.Count,
        });
}
