namespace Upshot.Plan;

/// <summary>A declared signal that is held against what is usual at that hour of the week. It pages only while an objective burns its budget too.</summary>
/// <param name="Name">Its alert is <c>NAME/unusual</c>.</param>
/// <param name="Signal">Id or name.</param>
/// <param name="Objective">Whose budget must burn.</param>
public sealed record AlertBaseline(string Name, string Signal, string Objective, SourceLocation Location)
{
    /// <summary>up, down, both: which way it is unusual.</summary>
    public string Direction { get; init; } = "both";
    public OutcomeMeasure Measure { get; init; } = OutcomeMeasure.Count;
}
