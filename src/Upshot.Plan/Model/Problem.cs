namespace Upshot.Plan;

public enum Severity
{
    /// <summary>The plan cannot be used.</summary>
    Error,

    /// <summary>Something that will hurt; does not fail a check on its own.</summary>
    Warning,

    /// <summary>Something to know; nothing is wrong.</summary>
    Note,
}

/// <summary>One problem of a plan: where, which rule, what is wrong, what to do.</summary>
/// <param name="Rule">Stable id, kebab-case, such as <c>unknown-key</c>.</param>
/// <param name="Message">What is wrong, one sentence.</param>
/// <param name="Remedy">What to do, one sentence.</param>
public sealed record Problem(SourceLocation Location, string Rule, Severity Severity, string Message, string Remedy);

/// <summary>What reading a folder gave: the plan as far as it could be read, and every problem found.</summary>
public sealed record PlanReading(ProductPlan Plan, IReadOnlyList<Problem> Problems)
{
    public bool HasErrors => Problems.Any(p => p.Severity == Severity.Error);
}
