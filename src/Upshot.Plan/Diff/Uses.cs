using Upshot.Plan.Alerts;
using Upshot.Plan.Checks;
using Upshot.Plan.Values;

namespace Upshot.Plan.Diff;

/// <summary>What of a plan rests on what: who asks for a signal, an attribute, an operation.</summary>
internal sealed class Uses
{
    private readonly ProductPlan _plan;
    private readonly ILookup<string, Objective> _objectives;
    private readonly ILookup<string, Signal> _byAttribute;
    private readonly List<(Runbook Runbook, HashSet<string> Words)> _prose = [];

    public Uses(ProductPlan plan)
    {
        _plan = plan;
        _objectives = plan.Objectives.ToLookup(o => o.Operation, StringComparer.Ordinal);
        _byAttribute = plan.Signals.SelectMany(s => s.Attributes.Select(a => (a.Name, Signal: s))).ToLookup(a => a.Name, a => a.Signal, StringComparer.Ordinal);
        foreach (var runbook in plan.Runbooks)
        {
            var words = new HashSet<string>(StringComparer.Ordinal);
            Mention.Collect(runbook.Body, words);
            _prose.Add((runbook, words));
        }
    }

    public IEnumerable<Touched> OfSignal(Signal signal)
    {
        foreach (var outcome in _plan.Outcomes.Where(o => o.Signal == signal.Name || o.Signal == signal.Id))
        {
            yield return new("outcome", outcome.Name);
        }

        foreach (var baseline in _plan.Alerts.Baselines.Where(b => b.Signal == signal.Name || b.Signal == signal.Id))
        {
            yield return new("baseline", baseline.Name);
        }

        foreach (var span in _plan.Signals.Where(s => s.Metrics.Contains(signal.Id) || s.Event == signal.Id || s.After == signal.Id))
        {
            yield return new(KindOf(span), span.Name);
        }

        foreach (var touched in Selected(s => s.Span == signal.Name && signal.Kind == SignalKind.Span).Concat(Mentions(signal.Name, signal.Id)))
        {
            yield return touched;
        }
    }

    public IEnumerable<Touched> OfAttribute(string name) =>
        Selected(s => s.Attributes.ContainsKey(name) || (name == "http.route" && s.Route is not null) || (name == "http.request.method" && s.Method is not null) || (name == "service.name" && s.Service is not null))
            .Concat(_byAttribute[name].SelectMany(s => OfSignal(s).Prepend(new(KindOf(s), s.Name))))
            .Concat(Mentions(name));

    public IEnumerable<Touched> OfOperation(string name) =>
        _objectives[name].SelectMany(o => OfObjective(o).Prepend(new("objective", o.Name)))
            .Concat(_plan.Journeys.Where(j => j.Operation == name).Select(j => new Touched("journey", j.Name)))
            .Concat(Comparisons(name))
            .Concat(Mentions(name));

    public IEnumerable<Touched> OfObjective(Objective objective)
    {
        var period = BurnRateTable.Period(objective.Window);
        foreach (var window in BurnRateTable.For(_plan.AlertsOf(objective), period))
        {
            yield return new("alert", $"{window.Severity} of {objective.Name} over {Duration.Format(window.Long)}");
        }

        yield return new("dashboard", $"/objectives/{objective.Name}");
        if (objective.Runbook.Length > 0)
        {
            yield return new("runbook", objective.Runbook);
        }

        foreach (var (runbook, words) in _prose)
        {
            if (runbook.Objectives.Contains(objective.Name) || words.Contains(objective.Name))
            {
                yield return new("runbook", runbook.Path);
            }
        }
    }

    public IEnumerable<Touched> OfFlag(string name) =>
        _plan.Releases.Where(r => r.Flag == name).Select(r => new Touched("comparison", Says(r))).Concat(Mentions(name));

    public IEnumerable<Touched> OfJourney(Journey journey) => OfOperation(journey.Operation).Prepend(new("operation", journey.Operation)).Where(t => t != new Touched("journey", journey.Name));

    public IEnumerable<Touched> Mentions(params string[] names) =>
        _prose.Where(p => names.Any(p.Words.Contains)).Select(p => new Touched("runbook", p.Runbook.Path));

    public static string KindOf(Signal signal) => signal.Kind.ToString().ToLowerInvariant();

    public static string Says(ReleasePlan release) => release.Baseline.Length > 0 ? $"{release.Version} with {release.Baseline}" : $"{release.Version} with the version before";

    private IEnumerable<Touched> Comparisons(string operation) =>
        _plan.Releases
            .Where(r => r.Expected.Any(e => e.Operation == operation) || r.Guardrails.Any(g => g.Operation == operation))
            .Select(r => new Touched("comparison", Says(r)));

    private IEnumerable<Touched> Selected(Func<SpanSelector, bool> wanted) =>
        _plan.Operations.Where(o => wanted(o.Entry)).SelectMany(o => OfOperation(o.Name).Prepend(new("operation", o.Name)))
            .Concat(_plan.Journeys.Where(j => j.Steps.Any(s => wanted(s.Match))).Select(j => new Touched("journey", j.Name)));
}
