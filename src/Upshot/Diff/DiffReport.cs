using Upshot.Plan.Diff;
using Upshot.Reports;

namespace Upshot.Diff;

/// <summary>What a comparison found, to be printed one way or another.</summary>
internal sealed record DiffReport(PlanSource Base, PlanSource Head, PlanDifference Difference)
{
    public int Count(MigrationState state) => Difference.Changes.Count(c => c.Migration == state);

    /// <summary>The file of a change as the caller would write it; what is gone stands in the base.</summary>
    public string PathOf(PlanChange change)
    {
        var source = change.Kind == ChangeKind.Removed && change.Field.Length == 0 ? Base : Head;
        return PlanPath.Of(source.Folder ?? PlanFolder, change.Location.File);
    }

    /// <summary>The folder whose revisions are compared.</summary>
    public string PlanFolder { get; init; } = ".";

    public string Summary()
    {
        if (Difference.Changes.Count == 0)
        {
            return "No difference.";
        }

        var breaking = Difference.Breaking.Count();
        var parts = new List<string> { Number(Difference.Changes.Count, "change"), breaking == 0 ? "all compatible" : $"{breaking} breaking" };
        Add(MigrationState.Declared, "with a migration");
        Add(MigrationState.Accepted, "accepted");
        Add(MigrationState.Missing, "without a migration");
        return string.Join(", ", parts) + ".";

        void Add(MigrationState state, string text)
        {
            if (Count(state) is > 0 and var count)
            {
                parts.Add($"{count} {text}");
            }
        }
    }

    /// <summary>One line: what happened to what.</summary>
    public static string Says(PlanChange change) => change switch
    {
        { Field.Length: 0, Kind: ChangeKind.Renamed } => $"{change.What} {change.Before} is now {change.After}",
        { Field.Length: 0 } => $"{change.Subject} {Verb(change.Kind)}",
        { Kind: ChangeKind.Renamed } => $"{change.Subject}: {change.Field} is now {change.After}",
        { Kind: ChangeKind.Added } => $"{change.Subject}: {change.Field} added{(change.After.Length > 0 ? $" ({change.After})" : "")}",
        { Kind: ChangeKind.Removed } => $"{change.Subject}: {change.Field} removed",
        { Before.Length: 0 } => $"{change.Subject}: {change.Field} is now {Quoted(change.After)}",
        { After.Length: 0 } => $"{change.Subject}: {change.Field} was {Quoted(change.Before)} and is gone",
        _ => $"{change.Subject}: {change.Field} {Quoted(change.Before)} → {Quoted(change.After)}",
    };

    public static string Touches(PlanChange change, int limit = 12)
    {
        var shown = change.Touches.Take(limit).Select(t => $"{t.What} {t.Name}");
        var more = change.Touches.Count - limit;
        return string.Join(", ", more > 0 ? shown.Append($"and {more} more") : shown);
    }

    /// <summary>Alerts and their dashboards as numbers, which would hide the rest in a table.</summary>
    public static string TouchesInShort(PlanChange change)
    {
        var many = new[] { "alert", "dashboard" }.Where(w => change.Touches.Count(t => t.What == w) > 1).ToList();
        var said = change.Touches.Where(t => !many.Contains(t.What)).Select(t => $"{t.What} {t.Name}")
            .Concat(many.Select(w => Number(change.Touches.Count(t => t.What == w), w)));
        return string.Join(", ", said);
    }

    public static string ClassOf(PlanChange change) => change.Migration switch
    {
        MigrationState.Missing => "breaking",
        MigrationState.Declared => "migrated",
        MigrationState.Accepted => "accepted",
        _ => "compatible",
    };

    public static string Number(int count, string what) => count == 1 ? $"1 {what}" : $"{count} {what}s";

    private static string Verb(ChangeKind kind) => kind.ToString().ToLowerInvariant();

    private static string Quoted(string text) => text.Contains(' ', StringComparison.Ordinal) ? $"\"{text}\"" : text;
}
