using Upshot.Evidence;

namespace Upshot.Observe.State;

/// <summary>What people and programs told the server, and no telemetry says: releases that were announced, stages that were set.</summary>
public sealed class OperationalRecords
{
    private readonly ReleaseTable _releases;
    private readonly RolloutTable _rollout;
    private readonly AlarmTable _alarms;

    internal OperationalRecords(OperationalState state) => (_releases, _rollout, _alarms) = (new(state), new(state), new(state));

    /// <summary>In the order in which they were announced.</summary>
    public IReadOnlyList<ReleaseRecord> Releases() => _releases.All();

    /// <exception cref="Stores.StoreException">It cannot be written down, for the disk is full or cannot be written to.</exception>
    public void Announce(ReleaseRecord release) => _releases.Add(release);

    /// <summary>Stages of signals that were set at run time, the latest of each signal.</summary>
    public IReadOnlyList<RolloutChange> RolloutChanges() => _rollout.Latest();

    /// <exception cref="Stores.StoreException">It cannot be written down, for the disk is full or cannot be written to.</exception>
    public void Change(RolloutChange change) => _rollout.Add(change);

    /// <summary>When a release was first found regressed; null: never.</summary>
    public ReleaseAlarm? Alarm(string version, string environment) => _alarms.Of(version, environment);

    /// <exception cref="Stores.StoreException">It cannot be written down, for the disk is full or cannot be written to.</exception>
    public void Raise(ReleaseAlarm alarm) => _alarms.Add(alarm);
}
