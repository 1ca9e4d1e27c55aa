using Upshot.Plan;

namespace Upshot.Decide.Verification;

/// <summary>A problem that the team knows of and lives with until a day. Whatever is empty matches anything.</summary>
/// <param name="Until">The last day on which it holds.</param>
public sealed record Suppression(string Check, string Reason, DateOnly Until, Place Place)
{
    public string Service { get; init; } = "";
    public string Signal { get; init; } = "";
    public string Attribute { get; init; } = "";

    public bool Covers(VerificationProblem problem) =>
        Check == problem.Check
        && (Service.Length == 0 || Service == problem.Where.Service)
        && (Signal.Length == 0 || Signal == problem.Where.Signal)
        && (Attribute.Length == 0 || Attribute == problem.Where.Attribute);
}
