namespace Upshot.Answers.Statements;

/// <summary>How a person asks the store for what a page shows, and may ask otherwise.</summary>
/// <param name="Says">What the statement gives, or why none gives it: the sentence stands before it.</param>
/// <param name="Sql">Over the documented views, for <c>upshot query</c>; empty: no statement gives it.</param>
public sealed record Statement(string Says, string Sql)
{
    /// <summary>The answer is no sum of stored rows.</summary>
    internal static Statement None(string why) => new(why, "");

    internal static Statement OfPlan { get; } = None("No statement gives it: it stands in the plan's files, not in stored telemetry.");

    /// <summary>Releases, alerts, incidents and verdicts that were kept.</summary>
    internal static Statement OfState { get; } = None("No statement gives it: it is kept in the operational state, beside stored telemetry.");
}
