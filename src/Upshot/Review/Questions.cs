using Upshot.Diff;
using Upshot.Plan;
using Upshot.Plan.Diff;

namespace Upshot.Review;

/// <summary>What the reviewer should ask; each question comes from something that was found.</summary>
internal static class Questions
{
    private const int Most = 25;

    public static IReadOnlyList<string> Of(DesignReview review)
    {
        var questions = new List<string>();
        var changes = review.Diff.Difference.Changes;
        questions.AddRange(changes.Where(c => c.Migration == MigrationState.Missing).Select(c => $"{DiffReport.Says(c)}: how will what was recorded before be read?{(c.Touches.Count > 0 ? $" It touches {DiffReport.Touches(c, 4)}." : "")}"));
        questions.AddRange(changes.Where(c => c.Migration == MigrationState.Declared && c.Field.Length == 0 && c.Kind == ChangeKind.Renamed).Select(c => $"{c.Before} is now {c.Name}: who reads the old name outside of this plan?"));
        questions.AddRange(changes.Where(c => c is { What: "objective", Field: "target" or "latency" or "window" }).Select(c => $"{DiffReport.Says(c)}: who agreed, and is it the promise or the number that was wrong?"));
        questions.AddRange(changes.Where(c => c is { What: "release", Field: "expected" or "guardrails" or "baseline" }).Select(c => $"{DiffReport.Says(c)}: was this known before the release went out?"));
        questions.AddRange(review.Features.Select(g => $"{g.About}: {Lower(g.Text)} Is that meant?"));
        questions.AddRange(review.Signals.Select(g => $"{g.About}: {Lower(g.Text)} Should it exist?"));
        questions.AddRange(review.Privacy.Where(p => p.Wider).Select(p => $"{p.Attribute} {p.Text}: what is it needed for, and would less do?".TrimStart()));
        var unknown = review.Costs.Where(c => c is { IsGone: false, Cost.Events: null }).Select(c => c.Cost.Signal).ToLookup(s => s.Kind == SignalKind.Metric);
        questions.AddRange(unknown[false].Any() ? [$"How often will {All(unknown[false])} happen? Neither the traffic nor requests_per_day says it."] : []);
        questions.AddRange(unknown[true].Any() ? [$"How many series will {All(unknown[true])} have? An attribute has neither allowed values nor a cardinality."] : []);
        questions.AddRange(review.Alerts.Where(a => a.Then.Times > (a.Now?.Times ?? 0)).Select(a => $"{a.Window.Severity} of {a.Objective}: it would have fired {a.Then}. Would someone have had to act each time?"));
        questions.AddRange(changes.Where(c => c is { What: "journey", After.Length: 0, Field.Length: > 0 } or { What: "journey", Kind: ChangeKind.Removed }).Select(c => $"{DiffReport.Says(c)}: what notices it now when that span is lost?"));
        return questions.Count <= Most ? questions : [.. questions.Take(Most), $"… and {questions.Count - Most} more of the same kinds: is this one change?"];
    }

    private static string All(IEnumerable<Signal> signals)
    {
        var names = signals.Select(s => s.Name).Distinct().ToList();
        return names.Count == 1 ? names[0] : $"{string.Join(", ", names[..^1])} and {names[^1]}";
    }

    private static string Lower(string text) => char.ToLowerInvariant(text[0]) + text[1..];
}
