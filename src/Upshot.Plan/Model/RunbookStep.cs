namespace Upshot.Plan;

public enum RunbookStepKind
{
    /// <summary>A question with the answer that it has while all is well.</summary>
    Check,

    /// <summary>A command, or a flag that somebody changes.</summary>
    Action,

    /// <summary>A question whose answer shows that it helped.</summary>
    Verify,
}

/// <summary>A fenced block of a runbook that can be run.</summary>
/// <param name="Title">The line of text before it.</param>
public sealed record RunbookStep(RunbookStepKind Kind, string Title, SourceLocation Location)
{
    /// <summary>SQL over the documented views; empty: the question is another one, or it is an action.</summary>
    public string Query { get; init; } = "";

    /// <summary>An objective whose state is asked for; empty: none is.</summary>
    public string Objective { get; init; } = "";

    /// <summary>All of them hold in every row of an answer that is as it should be.</summary>
    public IReadOnlyList<Expectation> Expected { get; init; } = [];

    /// <summary>What follows from another answer.</summary>
    public string Otherwise { get; init; } = "";

    /// <summary>Program and arguments; empty: a person does it. No shell reads them.</summary>
    public IReadOnlyList<string> Run { get; init; } = [];

    /// <summary>What is run instead on a dry run; empty: nothing is.</summary>
    public IReadOnlyList<string> DryRun { get; init; } = [];

    public string Flag { get; init; } = "";
    public string From { get; init; } = "";
    public string To { get; init; } = "";

    /// <summary>What is asked before it is done; empty: whether to do it.</summary>
    public string Confirm { get; init; } = "";

    /// <summary>How long a command may take.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long a verification is asked again; zero: once.</summary>
    public TimeSpan Within { get; init; }

    /// <summary>It may be done with nobody there.</summary>
    public bool IsSafe { get; init; }
}

/// <summary>What a column of an answer should be.</summary>
/// <param name="Column"><c>rows</c> is how many rows there are.</param>
/// <param name="Operator">&lt;, &lt;=, &gt;, &gt;=, = or !=.</param>
public sealed record Expectation(string Column, string Operator, string Value)
{
    public const string Rows = "rows";

    public override string ToString() => $"{Column} {Operator} {Value}";
}
