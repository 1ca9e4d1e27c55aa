using Upshot.Plan;
using Upshot.Plan.Folders;
using Upshot.Reports;

namespace Upshot.Commands.Check;

/// <summary>What a check found, to be printed one way or another.</summary>
internal sealed record CheckReport(string Folder, PlanReading Reading)
{
    /// <summary>Problems, and after them what is only to be known.</summary>
    public IReadOnlyList<Problem> All { get; } = [.. Reading.Problems, .. PlanReader.Notes(Reading.Plan)];

    public int Errors => Reading.Problems.Count(p => p.Severity == Severity.Error);

    public int Warnings => Reading.Problems.Count(p => p.Severity == Severity.Warning);

    public int Notes => All.Count - Errors - Warnings;

    public static IReadOnlyList<FindingRule> Rules { get; } = [.. Plan.Problems.Rules.All.Select(r => new FindingRule(r.Id, r.Summary, r.Why, Finding.LevelOf(r.Severity)))];

    public IEnumerable<Finding> Findings => All.Select(p => new Finding(p.Rule, Finding.LevelOf(p.Severity), p.Message)
    {
        Path = PathOf(p.Location.File),
        Line = p.Location.Line,
        Column = p.Location.Column,
        Remedy = p.Remedy,
    });

    /// <summary>The path of a plan's file as the caller would write it.</summary>
    public string PathOf(string file) => PlanPath.Of(Folder, file);

    /// <summary>What was read, counted: "in 2 operations, 3 objectives"; empty when there is nothing.</summary>
    public string Contents()
    {
        var plan = Reading.Plan;
        var parts = new List<string>();
        Add(plan.Operations.Count, "operation");
        Add(plan.Objectives.Count, "objective");
        Add(plan.Journeys.Count, "journey");
        Add(plan.Outcomes.Count, "outcome");
        Add(plan.Signals.Count, "signal");
        Add(plan.Attributes.Count, "attribute");
        Add(plan.Releases.Count, "release");
        Add(plan.Runbooks.Count, "runbook");
        return parts.Count == 0 ? "" : " in " + string.Join(", ", parts);

        void Add(int count, string what)
        {
            if (count > 0)
            {
                parts.Add(count == 1 ? $"1 {what}" : $"{count} {what}s");
            }
        }
    }
}
