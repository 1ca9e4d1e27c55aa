using Upshot.Plan;

namespace Upshot.Commands.Check;

/// <summary>What a check found, to be printed one way or another.</summary>
internal sealed record CheckReport(string Folder, PlanReading Reading)
{
    public int Errors => Reading.Problems.Count(p => p.Severity == Severity.Error);

    public int Warnings => Reading.Problems.Count - Errors;

    /// <summary>The path of a plan's file as the caller would write it.</summary>
    public string PathOf(string file) => PathOf(Folder, file);

    public static string PathOf(string planFolder, string file)
    {
        var folder = planFolder.Replace('\\', '/').TrimEnd('/');
        while (folder.StartsWith("./", StringComparison.Ordinal))
        {
            folder = folder[2..];
        }

        return folder is "." or "" && planFolder is not "/" ? file : $"{folder}/{file}";
    }

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
