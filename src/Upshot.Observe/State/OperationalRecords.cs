using Upshot.Evidence;
using Upshot.Observe.State.Alerts;

namespace Upshot.Observe.State;

/// <summary>
/// What people and programs told the server, and no telemetry says: releases that were announced, stages that were set, keys, and who did it.
/// What is said of a change is written down with it or not at all.
/// </summary>
public sealed class OperationalRecords
{
    private readonly OperationalState _state;
    private readonly ReleaseTable _releases;
    private readonly RolloutTable _rollout;
    private readonly AlarmTable _alarms;
    private readonly LookTable _looks;
    private readonly AccessKeyTable _keys;
    private readonly AuditTable _audit;

    internal OperationalRecords(OperationalState state) =>
        (_state, _releases, _rollout, _alarms, _looks, _keys, _audit, Alerts) = (state, new(state), new(state), new(state), new(state), new(state), new(state), new(state));

    /// <summary>Episodes, incidents, silences, change events, and what is still to be sent.</summary>
    public AlertRecords Alerts { get; }

    /// <summary>Whether this server may change what several over one store share: alerts, incidents, releases, stages.</summary>
    public Leadership Leadership => _state.Leadership;

    /// <summary>When what was changed until now can be read by the server that would lead next. Over a directory of its own at once.</summary>
    /// <exception cref="Stores.StoreException">It cannot be brought there, or another server leads.</exception>
    public Task PublishedAsync(CancellationToken cancellation) => Publish?.Invoke(cancellation) ?? Task.CompletedTask;

    internal Func<CancellationToken, Task>? Publish { get; set; }

    internal OperationalState State => _state;

    /// <summary>In the order in which they were announced.</summary>
    public IReadOnlyList<ReleaseRecord> Releases() => _releases.All();

    /// <exception cref="Stores.StoreException">It cannot be written down, for the disk is full or cannot be written to.</exception>
    public void Announce(ReleaseRecord release, AuditEntry? audit = null) => ChangeShared(change => ReleaseTable.Insert(change, release), audit);

    /// <summary>Stages of signals that were set at run time, the latest of each signal.</summary>
    public IReadOnlyList<RolloutChange> RolloutChanges() => _rollout.Latest();

    /// <summary>When a release was first found regressed; null: never.</summary>
    public ReleaseAlarm? Alarm(string version, string environment) => _alarms.Of(version, environment);

    /// <returns>False where another look found it first.</returns>
    /// <exception cref="Stores.StoreException">It cannot be written down, for the disk is full or cannot be written to.</exception>
    public bool Raise(ReleaseAlarm alarm) => _alarms.Add(alarm);

    /// <summary>Planned looks at the same, in the order in which they were taken.</summary>
    public IReadOnlyList<ReleaseLook> Looks(string subject) => _looks.Of(subject);

    /// <exception cref="Stores.StoreException">It cannot be written down, for the disk is full or cannot be written to.</exception>
    public void Add(ReleaseLook look) => Change(change => LookTable.Insert(change, look), null);

    /// <exception cref="Stores.StoreException">It cannot be written down, for the disk is full or cannot be written to.</exception>
    public void Change(RolloutChange rollout, AuditEntry? audit = null) => ChangeShared(change => RolloutTable.Insert(change, rollout), audit);

    /// <summary>Also those that were revoked; the oldest first.</summary>
    public IReadOnlyList<AccessKey> Keys() => _keys.All();

    /// <summary>Reads and changes that nobody else's come between.</summary>
    public T InTurn<T>(Func<T> run) => _state.InTurn(run);

    /// <exception cref="Stores.StoreException">It cannot be written down, for the disk is full or cannot be written to.</exception>
    public void Add(AccessKey key, AuditEntry audit) => Change(change => AccessKeyTable.Insert(change, key), audit);

    /// <exception cref="Stores.StoreException">It cannot be written down, for the disk is full or cannot be written to.</exception>
    public void RevokeKey(string id, AuditEntry audit) => Change(change => AccessKeyTable.Revoke(change, id, audit.At), audit);

    /// <summary>What somebody did that is kept nowhere else.</summary>
    /// <exception cref="Stores.StoreException">It cannot be written down, for the disk is full or cannot be written to.</exception>
    public void Record(AuditEntry audit) => Change(_ => { }, audit);

    /// <summary>The latest first.</summary>
    public IReadOnlyList<AuditEntry> Audit(int most) => _audit.Latest(most);

    private void Change(Action<OperationalState.Changing> statements, AuditEntry? audit) => _state.Change(With(statements, audit));

    private void ChangeShared(Action<OperationalState.Changing> statements, AuditEntry? audit) => _state.ChangeShared(With(statements, audit));

    private static Action<OperationalState.Changing> With(Action<OperationalState.Changing> statements, AuditEntry? audit) => change =>
    {
        statements(change);
        if (audit is not null)
        {
            AuditTable.Insert(change, audit);
        }
    };
}
