using Upshot.Plan;

namespace Upshot.Decide.Verification;

/// <summary>Where in what was emitted a problem is. Whatever does not apply is empty.</summary>
/// <param name="Signal">The id of the declared signal, or the emitted name of one that is not declared.</param>
public sealed record TelemetryLocation(string Service = "", string Scope = "", string Signal = "", string Attribute = "")
{
    public override string ToString() => string.Join(", ", new[]
    {
        Service.Length > 0 ? $"service {Service}" : "",
        Scope.Length > 0 ? $"scope {Scope}" : "",
        Signal,
        Attribute.Length > 0 ? $"attribute {Attribute}" : "",
    }.Where(part => part.Length > 0));
}

/// <summary>Something that was emitted, or not, against the plan.</summary>
/// <param name="Check">Id of the check that found it, kebab-case, stable.</param>
/// <param name="Message">What is wrong, one sentence.</param>
/// <param name="Remedy">What to do, one sentence.</param>
public sealed record VerificationProblem(string Check, TelemetryLocation Where, string Message, string Remedy)
{
    public Severity Severity { get; init; } = Severity.Error;

    /// <summary>Where the plan says otherwise; null when it says nothing.</summary>
    public SourceLocation? Declared { get; init; }

    /// <summary>An example, or a drawing of several lines; personal data in it is masked. Empty: none.</summary>
    public string Evidence { get; init; } = "";

    /// <summary>How often it was seen.</summary>
    public int Count { get; init; } = 1;

    /// <summary>The same problem seen again, whatever its evidence.</summary>
    internal (string, TelemetryLocation, string) Key => (Check, Where, Message);
}
