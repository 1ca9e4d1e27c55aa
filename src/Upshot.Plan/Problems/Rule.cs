namespace Upshot.Plan.Problems;

/// <summary>One thing that the check looks for.</summary>
/// <param name="Id">Stable, kebab-case.</param>
/// <param name="Summary">One sentence: what the rule says.</param>
/// <param name="Why">One sentence: why it matters.</param>
public sealed record Rule(string Id, Severity Severity, string Summary, string Why)
{
    /// <summary>error, warning or note.</summary>
    public string Level => Severity.ToString().ToLowerInvariant();
}
