using Upshot.Alerts;
using Upshot.Answers;
using Upshot.Plan;

namespace Upshot.Pages.Objectives;

/// <summary>A line of the overview as one role wants it, with where it goes on.</summary>
public sealed record RoleLine(string Sentence, string Address, string Word);

/// <summary>The same data in the order of who reads: what a product owner, a developer, somebody on call and a platform owner ask first.</summary>
internal static class RoleTold
{
    private const int Most = 6;

    public static readonly IReadOnlyList<(string Role, string Word)> Roles = [("product", "Product"), ("developer", "Developer"), ("oncall", "On call"), ("platform", "Platform")];

    /// <exception cref="UnreadableException">There is no such role.</exception>
    public static IReadOnlyList<RoleLine> Of(string role, ServerStatus status, IReadOnlyList<IncidentListed> incidents, ProductPlan plan) => role switch
    {
        "" => [],
        "product" => Product(status, plan),
        "developer" => Developer(status),
        "oncall" => OnCall(status, incidents, plan),
        "platform" => Platform(status),
        _ => throw new UnreadableException($"role \"{Format.Short(role, 40)}\" is none of {string.Join(", ", Roles.Select(r => r.Role))}."),
    };

    private static IReadOnlyList<RoleLine> Product(ServerStatus status, ProductPlan plan) =>
    [
        .. status.Outcomes.Select(o => new RoleLine($"{o.Sentence}.", "/ledger", "What releases did to it")),
        .. status.Objectives.OrderBy(o => o.State == ObjectiveState.Met ? 1 : 0).Take(Most).Select(o => new RoleLine(o.Sentence, Objective(o), "Why it is promised")),
        new($"{plan.Releases.Count} releases are planned with what is expected of them.", "/ledger", "How well that was predicted"),
    ];

    private static IReadOnlyList<RoleLine> Developer(ServerStatus status) =>
    [
        .. Worst(status).Select(o => new RoleLine(o.Sentence, $"/operations/{Uri.EscapeDataString(o.Operation)}?show=differs#differs", "What differs")),
        .. status.Journeys.SelectMany(j => j.Steps.Where(s => s.SilentSince is not null)).Take(Most).Select(s => new RoleLine($"{s.Sentence}.", "/explore", "Look for its spans")),
        new("What would win most time or budget back is ranked, with the experiment that would show it.", "/improve", "What to improve"),
        new("Each release is held against what it said it would do.", "/releases", "Verdicts"),
    ];

    private static IReadOnlyList<RoleLine> OnCall(ServerStatus status, IReadOnlyList<IncidentListed> incidents, ProductPlan plan) =>
    [
        .. incidents.Where(i => i.State == IncidentState.Open).Take(Most).Select(i => new RoleLine($"{i.Title}, since {Format.At(i.StartedAt)}.{(i.Cause.Length > 0 ? " " + i.Cause : "")}", $"/incidents/{Uri.EscapeDataString(i.Id)}", "Work on it")),
        .. status.Objectives.Where(o => o.Alerts.Any(a => a.Fires)).Take(Most).Select(o => new RoleLine(o.Sentence, RunbookOf(o, plan), "First steps")),
        incidents.Any(i => i.State == IncidentState.Open) ? new("What is open, silenced, and who was told.", "/alerts", "Alerts") : new("Nothing is open.", "/alerts", "Alerts"),
        new("Errors that services wrote down.", "/explore?of=logs&severity=error", "Logs"),
    ];

    private static IReadOnlyList<RoleLine> Platform(ServerStatus status) =>
    [
        .. status.Notices.Take(Most).Select(n => new RoleLine(n, "/services", "What was received")),
        new("How processor, memory and telemetry follow traffic, and what is stored.", "/cost", "Cost"),
        new("Queues, event loops, garbage collection, threads and memory by instance.", "/runtime", "Runtime"),
        new("Which service asks which, and how long that takes.", "/map", "Map"),
        new("What is declared and silent, and what was seen and is not declared.", "/plan", "Plan"),
    ];

    private static IEnumerable<ObjectiveStatus> Worst(ServerStatus status) => status.Objectives.Where(o => o.State is not (ObjectiveState.Met or ObjectiveState.NoTraffic)).OrderByDescending(o => o.Consumed ?? 0).Take(Most);

    private static string Objective(ObjectiveStatus o) => $"/objectives/{Uri.EscapeDataString(o.Objective)}";

    private static string RunbookOf(ObjectiveStatus o, ProductPlan plan) =>
        plan.Objectives.FirstOrDefault(p => p.Name == o.Objective)?.Runbook is { Length: > 0 } path ? $"/runbooks/{Runbooks.RunbooksQuestion.AddressOf(path)}" : Objective(o);
}
