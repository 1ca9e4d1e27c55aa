using Upshot.Observe.Stores.Questions;
using Upshot.Plan;

namespace Upshot.Answers;

/// <summary>What is declared, by whom and why, and what of it is seen.</summary>
/// <param name="Digest">Empty: there is no plan.</param>
/// <param name="Undeclared">Routes that were requested and belong to no operation, busiest first.</param>
public sealed record PlanShown(
    string Product, string Description, string Digest, IReadOnlyList<PlannedOwner> Owners, IReadOnlyList<PlannedTerm> Glossary, IReadOnlyList<PlannedOperation> Operations, IReadOnlyList<PlannedObjective> Objectives,
    IReadOnlyList<PlannedSignal> Signals, IReadOnlyList<PlannedFlag> Flags, IReadOnlyList<PlannedRunbook> Runbooks, IReadOnlyList<string> Releases, IReadOnlyList<UndeclaredRoute> Undeclared);

public sealed record PlannedOwner(string Name, string Contact);

public sealed record PlannedTerm(string Term, string Meaning);

/// <param name="Requests">That came, of all that is kept.</param>
public sealed record PlannedOperation(string Name, string Description, string Owner, long Requests);

public sealed record PlannedObjective(string Name, string Operation, string Owner, string Reason, string Decision, string Runbook);

/// <param name="UsedBy">Outcomes and expectations that need it.</param>
public sealed record PlannedSignal(string Name, string Kind, string Owner, string Reason, string Decision, string Brief, string Unit, IReadOnlyList<string> UsedBy);

/// <param name="Expires">yyyy-MM-dd; empty: never.</param>
public sealed record PlannedFlag(string Name, string Description, string Owner, string Expires, bool IsExpired);

public sealed record PlannedRunbook(string Path, string Title, string Owner, IReadOnlyList<string> Objectives);

public sealed record UndeclaredRoute(string Service, string Route, string Kind, long Requests);

internal static class PlanAnswer
{
    private const int MostRoutes = 1000;

    public static async Task<PlanShown> OfAsync(AnswerService asked, CancellationToken cancellation)
    {
        var plan = asked.Plan;
        var routes = await asked.AskAsync(new RouteQuestion(asked.Always, MostRoutes), cancellation);
        var requests = routes.Where(r => r.Operation.Length > 0).GroupBy(r => r.Operation, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Sum(r => r.Requests), StringComparer.Ordinal);
        var today = asked.Now.UtcDateTime.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
        return new(
            plan.Product, plan.Description, plan.Digest,
            [.. plan.Owners.Select(o => new PlannedOwner(o.Name, o.Contact))],
            [.. plan.Glossary.Select(g => new PlannedTerm(g.Term, g.Meaning))],
            [.. plan.Operations.Select(o => new PlannedOperation(o.Name, o.Description, o.Owner, requests.GetValueOrDefault(o.Name)))],
            [.. plan.Objectives.Select(o => new PlannedObjective(o.Name, o.Operation, o.Owner, o.Reason, o.Decision, o.Runbook))],
            [.. plan.Signals.Select(s => new PlannedSignal(s.Name.Length > 0 ? s.Name : s.Id, JsonNames.Of(s.Kind), s.Owner, s.Reason, s.Decision, s.Brief, s.Unit, UsersOf(plan, s)))],
            [.. plan.Flags.Select(f => new PlannedFlag(f.Name, f.Description, f.Owner, f.Expires, f.Expires.Length > 0 && string.CompareOrdinal(f.Expires, today) < 0))],
            [.. plan.Runbooks.Select(r => new PlannedRunbook(r.Path, r.Title, r.Owner, r.Objectives))],
            [.. plan.Releases.Select(r => r.Version)],
            [.. routes.Where(r => r.Operation.Length == 0).Select(r => new UndeclaredRoute(r.Service, r.Route, r.Kind, r.Requests))]);
    }

    private static IReadOnlyList<string> UsersOf(ProductPlan plan, Signal signal) =>
        [.. plan.Outcomes.Where(o => o.Signal == signal.Name || o.Signal == signal.Id).Select(o => $"outcome {o.Name}")];
}
