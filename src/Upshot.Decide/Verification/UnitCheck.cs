namespace Upshot.Decide.Verification;

/// <summary>Whether metrics have the declared unit.</summary>
internal static class UnitCheck
{
    public static readonly CheckInfo Info = new("wrong-unit", "A metric has another unit than declared, or values of another unit than it says.", "Milliseconds where seconds were promised are wrong by a thousand in every alert.");

    public static IEnumerable<VerificationProblem> Find(MatchedTelemetry seen) => Named(seen).Concat(DurationCheck.Find(seen));

    private static IEnumerable<VerificationProblem> Named(MatchedTelemetry seen) => seen.Metrics
        .Where(m => m.Signal is { Unit.Length: > 0 } signal && signal.Unit != m.Item.Unit)
        .Select(m => new VerificationProblem(
            Info.Id,
            m.At(m.Item.Name),
            $"The metric {m.Item.Name} has the unit '{Format.Short(m.Item.Unit)}'; the plan declares '{m.Signal!.Unit}'.",
            $"Create the instrument with the unit '{m.Signal.Unit}' and record in it; if the new unit is wanted, raise the version and declare a migration with a conversion.")
        {
            Declared = m.Signal.Location,
        });
}
