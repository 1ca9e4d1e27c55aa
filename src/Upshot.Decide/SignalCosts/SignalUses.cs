using System.Text.RegularExpressions;
using Upshot.Plan;

namespace Upshot.Decide.SignalCosts;

/// <summary>What rests on a signal.</summary>
/// <param name="Kind">objective, outcome, baseline, guardrail, journey, operation, signal, runbook, release.</param>
/// <param name="IsEssential">Without the signal a promise of the plan cannot be judged.</param>
public sealed record SignalUser(string Kind, string Name, bool IsEssential);

/// <summary>Which parts of a plan read a signal, as far as the plan says so.</summary>
public static partial class SignalUses
{
    public static IReadOnlyList<SignalUser> Of(ProductPlan plan, Signal signal)
    {
        var outcomes = plan.Outcomes.Where(o => Is(o.Signal)).ToList();
        var operations = plan.Operations.Where(o => Is(o.Entry.Span)).ToList();
        var users = new List<SignalUser>();
        users.AddRange(outcomes.Select(o => new SignalUser("outcome", o.Name, true)));
        users.AddRange(plan.Alerts.Baselines.Where(b => Is(b.Signal)).Select(b => new SignalUser("baseline", b.Name, true)));
        users.AddRange(operations.Select(o => new SignalUser("operation", o.Name, true)));
        users.AddRange(plan.Objectives.Where(o => operations.Any(p => p.Name == o.Operation)).Select(o => new SignalUser("objective", o.Name, true)));
        users.AddRange(plan.Journeys.Where(j => j.Steps.Any(s => Is(s.Match.Span))).Select(j => new SignalUser("journey", j.Name, true)));
        users.AddRange(plan.Releases.Where(r => r.Guardrails.Any(g => operations.Any(p => p.Name == g.Operation))).Select(r => new SignalUser("guardrail", r.Version, true)));

        // A metric that a span records and an event that it writes are made by it: without the span there is neither.
        users.AddRange(plan.Signals.Where(s => s.Kind == SignalKind.Span && signal.Kind == SignalKind.Span && s.Id == signal.Id).SelectMany(s => s.Metrics.Append(s.Event)).Where(id => id.Length > 0)
            .Select(id => new SignalUser("signal", id, plan.Signals.Any(s => s.Id == id && plan.Outcomes.Any(o => o.Signal == s.Id || o.Signal == s.Name)))));
        users.AddRange(plan.Signals.Where(s => s.After.Length > 0 && s.After == signal.Id).Select(s => new SignalUser("signal", s.Id, false)));
        users.AddRange(plan.Runbooks.Where(r => Mentions(r.Body)).Select(r => new SignalUser("runbook", r.Path, false)));
        users.AddRange(plan.Releases.Where(r => Mentions(r.Hypothesis)).Select(r => new SignalUser("release", r.Version, false)));
        return users;

        bool Is(string? name) => name is { Length: > 0 } && (name == signal.Id || name == signal.Name);

        bool Mentions(string prose) => Words().Matches(prose).Any(m => Is(m.Value.TrimEnd('.')));
    }

    /// <summary>Names of attributes by which something of the plan tells records apart.</summary>
    public static IReadOnlySet<string> AttributesOf(ProductPlan plan)
    {
        var names = plan.Operations.SelectMany(o => o.Mix.Concat(o.Entry.Attributes.Keys))
            .Concat(plan.Journeys.SelectMany(j => j.Steps).SelectMany(s => s.Match.Attributes.Keys))
            .Concat(plan.Objectives.SelectMany(o => o.Success.Keys))
            .Concat(plan.Runbooks.SelectMany(r => Words().Matches(r.Body)).Concat(plan.Releases.SelectMany(r => Words().Matches(r.Hypothesis))).Select(m => m.Value.TrimEnd('.')));
        return names.ToHashSet(StringComparer.Ordinal);
    }

    [GeneratedRegex(@"[\p{L}\p{Nd}._-]+")]
    private static partial Regex Words();
}
