using Upshot.Decide.Alerting;
using Upshot.Decide.AlertProofs;
using Upshot.Decide.Baselines;
using Upshot.Decide.Budgets;
using Upshot.Evidence;
using Upshot.Plan;

namespace Upshot.Decide.Rehearsals;

/// <summary>Counts of a product's minutes in virtual time: traffic with a day's shape, a healthy share of failures, and at most one fault.</summary>
internal sealed class RehearsedProduct
{
    /// <summary>Of the budget that a healthy operation spends.</summary>
    private const double Healthy = 0.2;
    private const double UnknownPerDay = 100_000, FailingShare = 0.3, SlowShare = 0.95, SlowBurnFactor = 4;
    private const int Weeks = 4;

    private readonly ProductPlan _plan;
    private readonly Fault? _fault;
    private readonly Dictionary<string, RecentOperation> _rates;
    private readonly Dictionary<string, double> _failing;
    private readonly Chance _chance;
    private readonly DateTimeOffset _from, _to;
    private readonly Dictionary<double, PoissonTable> _tables = [];

    public RehearsedProduct(ProductPlan plan, Fault? fault, DateTimeOffset from, DateTimeOffset to, Chance chance, RecentTraffic? recent = null)
    {
        _rates = recent?.Operations.ToDictionary(o => o.Name, StringComparer.Ordinal) ?? [];
        _failing = recent?.Objectives.ToDictionary(o => o.Name, o => o.Failing, StringComparer.Ordinal) ?? [];
        (_plan, _fault, _chance, _from, _to) = (plan, fault, chance, from, to);
        Trees = plan.Operations.ToDictionary(o => o.Name, o => new CallTree(plan, o, _rates.GetValueOrDefault(o.Name)?.Calls), StringComparer.Ordinal);
        var counts = plan.Objectives.ToDictionary(o => o.Name, _ => new List<MinuteCount>(), StringComparer.Ordinal);
        var requests = plan.Operations.ToDictionary(o => o.Name, _ => new List<MinuteCount>(), StringComparer.Ordinal);
        for (var minute = from; minute < to; minute = minute.AddMinutes(1))
        {
            foreach (var operation in plan.Operations)
            {
                var perMinute = Rate(operation, minute);
                var all = Draw(perMinute);
                requests[operation.Name].Add(new(minute, all, all));
                foreach (var objective in plan.Objectives.Where(o => o.Operation == operation.Name))
                {
                    // Independent thinning of a Poisson stream: failures and the rest are Poisson themselves.
                    var share = BadShare(objective, minute);
                    var (bad, good) = (Draw(perMinute * share), Draw(perMinute * (1 - share)));
                    counts[objective.Name].Add(new(minute, good, good + bad));
                }
            }
        }

        Counts = counts.ToDictionary(c => c.Key, c => new CountSeries(c.Value), StringComparer.Ordinal);
        Requests = requests.ToDictionary(c => c.Key, c => new CountSeries(c.Value), StringComparer.Ordinal);
    }

    public IReadOnlyDictionary<string, CallTree> Trees { get; }

    /// <summary>By objective.</summary>
    public IReadOnlyDictionary<string, CountSeries> Counts { get; }

    /// <summary>By operation.</summary>
    public IReadOnlyDictionary<string, CountSeries> Requests { get; }

    /// <summary>
    /// What a watched signal was over the weeks before, and is: it follows what succeeds of its operation, and one that is watched upwards alone what fails.
    /// </summary>
    public SignalPast PastOf(BaselineRule rule, ulong seed)
    {
        var (chance, operation) = (new Chance(seed), _plan.Operations.First(o => o.Name == rule.Operation));
        var (first, end) = (SignalPast.StepOf(_from) - (Weeks * SignalPast.StepsAWeek), SignalPast.StepOf(_to));
        var values = new double[end - first];
        for (var i = 0; i < values.Length; i++)
        {
            var at = SignalPast.TimeOf(first + i);
            var share = BadShare(rule.Promise, at);
            var mean = Rate(operation, at) * SignalPast.Step.TotalMinutes * (rule.Baseline.Direction == "up" ? share : 1 - share);
            values[i] = rule.Baseline.Measure == OutcomeMeasure.Mean ? 100 + (10 * chance.NextNormal()) : mean == 0 ? 0 : TableOf(mean).Draw(chance);
        }

        return new(first, values);
    }

    /// <summary>What a service says of itself: what it was asked, unless its telemetry is lost.</summary>
    public long RequestsOf(string service, TimeRange range)
    {
        var lost = _fault is { Kind: FaultKind.TelemetryLoss } loss && loss.Service == service ? loss : null;
        return Trees.Values.Where(t => t.Uses(service)).Sum(t =>
            lost is null ? Requests[t.Operation.Name].Sum(range).Total
            : Requests[t.Operation.Name].Sum(new TimeRange(range.From, Least(range.To, Most(range.From, lost.From)))).Total + Requests[t.Operation.Name].Sum(new TimeRange(Most(range.From, Least(range.To, lost.To)), range.To)).Total);
    }

    /// <summary>Traces of what went wrong with an objective; a tenth of failures have nothing to do with the fault.</summary>
    public IReadOnlyList<TraceEvidence> Bad(Objective objective, int count)
    {
        var tree = Trees[objective.Operation];
        return [.. Enumerable.Range(0, count).Select(_ => objective.Latency is { } latency
            ? tree.Slow(_chance, Touches(tree) ? _fault!.Service : tree.Entry, latency * 1.5)
            : tree.Failed(_chance, Touches(tree) ? _fault!.Service : tree.Entry, _fault?.Kind == FaultKind.DependencyDown, atEntry: !Touches(tree) || _chance.NextDouble() < 0.1))];
    }

    public IReadOnlyList<TraceEvidence> Usual(Objective objective, int count) => [.. Enumerable.Range(0, count).Select(_ => Trees[objective.Operation].Usual(_chance))];

    private bool Touches(CallTree tree) => _fault is { } fault && tree.Touches(fault);

    private double Rate(Operation operation, DateTimeOffset minute)
    {
        var isGone = _fault is { Kind: FaultKind.TrafficDrop } drop && drop.Operation == operation.Name && drop.IsActive(minute);
        if (!isGone && _rates.GetValueOrDefault(operation.Name)?.PerMinute[RecentTraffic.HourOfWeek(minute)] is { } lately)
        {
            return lately;
        }

        // Two and a half times as much in the afternoon as at night; steps of an hour.
        return isGone ? 0 : (operation.RequestsPerDay ?? UnknownPerDay) / 1440 * (1 + (0.43 * Math.Sin((minute.Hour - 9) * Math.PI / 12)));
    }

    private double BadShare(Objective objective, DateTimeOffset minute)
    {
        var allowed = (double)BurnRate.Allowed(objective.Target);
        var usual = _failing.TryGetValue(objective.Name, out var lately) ? lately : allowed * Healthy;
        if (_fault is not { } fault || !fault.IsActive(minute) || !Touches(Trees[objective.Operation]))
        {
            return usual;
        }

        return (fault.Kind, objective.Kind) switch
        {
            (FaultKind.Latency, ObjectiveKind.Latency) => SlowShare,
            (FaultKind.Errors, ObjectiveKind.Errors) => Math.Max(FailingShare, Math.Min(1, allowed * 20)),
            (FaultKind.DependencyDown, ObjectiveKind.Errors) => 1,
            (FaultKind.SlowBurn, ObjectiveKind.Errors) => Math.Min(1, allowed * SlowBurnFactor),
            _ => usual,
        };
    }

    private int Draw(double mean) => TableOf(mean).Draw(_chance);

    private PoissonTable TableOf(double mean)
    {
        if (!_tables.TryGetValue(mean, out var table))
        {
            _tables[mean] = table = new PoissonTable(mean);
        }

        return table;
    }

    private static DateTimeOffset Least(DateTimeOffset a, DateTimeOffset b) => a < b ? a : b;

    private static DateTimeOffset Most(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;
}
