using Upshot.Decide.Alerting;
using Upshot.Decide.Baselines;
using Upshot.Decide.Silence;
using Upshot.Evidence;
using Upshot.Evidence.Alerts;
using Upshot.Plan;

namespace Upshot.Decide.Rehearsals;

/// <summary>The engine's steps over a rehearsed product: the same decisions, with counts and traces from memory.</summary>
internal sealed class VirtualEngine(ProductPlan plan, RehearsedProduct product)
{
    private const int Traces = 20, UsualTraces = 40;
    private readonly IReadOnlyList<BurnRule> _burn = BurnRule.Of(plan);
    private readonly IReadOnlyList<TrafficRule> _traffic = TrafficRule.Of(plan);
    private readonly IReadOnlyList<SilentServiceRule> _silent = SilentServiceRule.Of(plan);
    private readonly IReadOnlyList<(BaselineRule Rule, SignalWatch Watch)> _unusual =
        [.. BaselineRule.Of(plan).Select((r, i) => (r, new SignalWatch(product.PastOf(r, (ulong)i), r.Baseline.Direction, r.IsCount)))];
    private readonly Dictionary<string, AlertEpisode> _episodes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Incident> _incidents = new(StringComparer.Ordinal);
    private IReadOnlyList<AlertEpisode> _open = [];

    public IReadOnlyCollection<AlertEpisode> Episodes => _episodes.Values;

    public IReadOnlyCollection<Incident> Incidents => _incidents.Values;

    public List<Telling> Told { get; } = [];

    public void Evaluate(DateTimeOffset now)
    {
        var readings = Read(now);
        var step = EpisodeSteps.Next(_open, readings, [], now);
        var rules = readings.ToDictionary(r => r.Rule.Name, r => r.Rule, StringComparer.Ordinal);
        var fired = step.Changed.Where(e => e.Holds && e.Incident.Length == 0).Select(e => Fire(rules[e.Alert], e, now)).ToList();
        var joined = IncidentSteps.Join(fired, [.. _incidents.Values.Where(i => i.IsOpen)], step.Open, now);
        var placed = joined.Episodes.ToDictionary(e => e.Id, StringComparer.Ordinal);
        _open = [.. step.Open.Select(e => placed.GetValueOrDefault(e.Id, e))];
        foreach (var episode in step.Changed.Select(e => placed.GetValueOrDefault(e.Id, e)))
        {
            _episodes[episode.Id] = episode;
        }

        foreach (var incident in joined.Incidents)
        {
            _incidents[incident.Id] = incident;
        }

        var burning = readings.Where(r => r.Condition != AlertCondition.Quiet).Select(r => r.Rule.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var incident in _incidents.Values.Where(i => i.IsOpen).ToList())
        {
            var own = _episodes.Values.Where(e => e.Incident == incident.Id).ToList();
            var (followed, _) = IncidentSteps.Follow(incident, own, burning, now);
            if (Telling.Of(followed, own, plan.Alerts.RepeatPage, plan.Alerts.RepeatTicket, now) is { } telling)
            {
                Told.Add(telling);
                followed = telling.Incident;
            }

            _incidents[incident.Id] = followed;
        }
    }

    private List<AlertReading> Read(DateTimeOffset now) =>
    [
        .. _burn.Select(r => r.Read(w => product.Counts[r.Objective].Sum(TimeRange.Last(w, now)), now)),
        .. _traffic.Select(r => r.Read(TrafficSilence.Of(product.Requests[r.Operation], r.RequestsPerDay, now))),
        .. _unusual.Select(u => u.Rule.Read(u.Watch.At(SignalPast.EndAt(now)), w => product.Counts[u.Rule.Objective].Sum(TimeRange.Last(w, now)), now)),
        .. _silent.Select(r => r.Read(
            product.RequestsOf(r.Service, TimeRange.Last(SilentServiceRule.NowWindow, now)),
            product.RequestsOf(r.Service, new TimeRange(now - SilentServiceRule.NowWindow - SilentServiceRule.BeforeWindow, now - SilentServiceRule.NowWindow)),
            product.Requests[r.Operation].Sum(TimeRange.Last(SilentServiceRule.NowWindow, now)).Total)),
    ];

    private FiredEpisode Fire(AlertRule rule, AlertEpisode episode, DateTimeOffset now)
    {
        var cause = KnownCause.Of(rule, product.Trees[rule.Operation].Entry);
        var started = episode.Since;
        if ((rule as BurnRule ?? (rule as BaselineRule)?.Burning) is { } burn)
        {
            cause = burn.Promise.Latency is null ? FailureOrigin.OfErrors(product.Bad(burn.Promise, Traces)) : FailureOrigin.OfLatency(product.Usual(burn.Promise, UsualTraces), product.Bad(burn.Promise, Traces), seed: 1);
            started = Onset.Of(product.Counts[rule.Objective], TimeRange.Last(burn.Windows.Max(w => w.Long) * 1.5, now)) ?? episode.Since;
        }

        return new(episode, started, CauseKey.Of(plan, rule.Operation, cause), cause);
    }
}
