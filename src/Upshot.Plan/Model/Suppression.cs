namespace Upshot.Plan;

/// <summary>A problem of verification that the team knows of and lives with until a day. Whatever is empty matches anything.</summary>
/// <param name="Check">Id of the check.</param>
/// <param name="Until">The last day on which it holds.</param>
public sealed record Suppression(string Check, string Reason, DateTime Until, SourceLocation Location)
{
    /// <summary><c>service.name</c>.</summary>
    public string Service { get; init; } = "";

    /// <summary>Id or name of the signal, name of the operation or journey.</summary>
    public string Signal { get; init; } = "";
    public string Attribute { get; init; } = "";
}
