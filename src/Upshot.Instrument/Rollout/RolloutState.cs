using Upshot.Instrument.Health;
using Upshot.Instrument.Plans;

namespace Upshot.Instrument.Rollout;

/// <summary>The stages in force in this process: the plan's, and over them what the server says about signals that the plan has.</summary>
internal sealed class RolloutState(IReadOnlyList<PlanInfo> plans)
{
    private const string MetricPrefix = "metric.";
    private readonly IReadOnlyList<SignalStage> _planned = [.. plans.SelectMany(p => p.Signals).DistinctBy(s => s.Signal)];
    private readonly Dictionary<(string Scope, string Metric), string> _metrics = plans
        .SelectMany(p => p.Signals.Where(s => s.Signal.StartsWith(MetricPrefix, StringComparison.Ordinal)).Select(s => ((p.Scope, p.MetricNames.GetValueOrDefault(s.Signal, s.Signal[MetricPrefix.Length..])), s.Signal)))
        .DistinctBy(m => m.Item1).ToDictionary(m => m.Item1, m => m.Signal);
    private volatile IReadOnlyList<StageReport> _stages = [];

    /// <summary>Whether a metric of a plan is switched off in this process.</summary>
    public bool IsOff(string scope, string metric) => _metrics.TryGetValue((scope, metric), out var signal) && SharedState.IsOff(signal);

    /// <summary>Signals that are not simply on.</summary>
    public IReadOnlyList<StageReport> Stages => [.. _stages.Where(s => s.Stage != "on")];

    /// <param name="said">What the server says; empty: nothing, and the plan's stages hold.</param>
    /// <param name="instance"><c>service.instance.id</c>.</param>
    public void Apply(IReadOnlyDictionary<string, SignalStage> said, string instance)
    {
        var stages = _planned.Select(planned => said.GetValueOrDefault(planned.Signal, planned)).ToList();
        foreach (var stage in stages)
        {
            SharedState.Switch(stage.Signal, Canary.Emits(stage.Signal, stage.Stage, stage.Share, instance));
        }

        _stages = [.. stages.Select(s => new StageReport(s.Signal, s.Stage, s.Share, SharedState.IsOn(s.Signal)))];
    }
}
