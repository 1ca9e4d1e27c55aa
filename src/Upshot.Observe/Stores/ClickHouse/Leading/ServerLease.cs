using Microsoft.Extensions.Logging;
using Upshot.Observe.State;
using Upshot.Observe.Stores.ClickHouse.Servers;

namespace Upshot.Observe.Stores.ClickHouse.Leading;

/// <summary>
/// Has one of the servers over a ClickHouse lead. The leader writes alerts, incidents, notifications, releases and stages into the store, and tells nobody of what is not there yet; the others take them from there. So
/// whoever takes its place knows of everything that was told.
/// </summary>
public sealed class ServerLease : IDisposable
{
    private readonly ClickHouseServers _servers;
    private readonly LeaderTables _tables;
    private readonly LeaseKeeper _keeper;
    private readonly OperationalState _state;
    private readonly bool _mayLead;
    private readonly ILogger _log;
    private readonly SemaphoreSlim _publishing = new(1, 1);
    private ulong _ready, _epoch;
    private ulong _published;

    /// <param name="address">Where this server can be reached, for people.</param>
    /// <param name="lasts">How long after its last word another one takes the place of a leader.</param>
    /// <param name="mayLead">False: it only takes what the leader wrote.</param>
    public ServerLease(ClickHouseOptions options, OperationalRecords state, string address, TimeSpan lasts, bool mayLead, TimeProvider time, ILogger log)
    {
        (_state, _mayLead, _log) = (state.State, mayLead, log);
        _servers = new(options with { InsertTime = lasts / 3, QuestionTime = lasts / 3 });
        _tables = new(_servers, options.Address);
        _keeper = new($"{Environment.MachineName}/{Environment.ProcessId}/{Guid.NewGuid():N}", address, lasts, _tables.LatestAsync, _tables.ClaimAsync, time);
        _state.Leadership = Leadership.Shared(time);
        state.Publish = PublishAsync;
    }

    /// <summary>One step: leads on, takes the place of a leader that is gone, or takes what the leader wrote. To be repeated several times within a lease.</summary>
    /// <exception cref="StoreException">The store does not answer, or what is in it cannot be used: what was led before is led until the lease ends.</exception>
    public async Task StepAsync(CancellationToken cancellation)
    {
        try
        {
            if (await _keeper.StepAsync(_mayLead, cancellation) is not { } held)
            {
                await FollowAsync(cancellation);
                return;
            }

            if (held.Epoch != _ready)
            {
                await TakeOverAsync(cancellation);
                _ready = held.Epoch;
                _log.LogInformation("This server leads (epoch {Epoch}): it evaluates alerts, tells of them, and takes changes", _epoch);
            }

            _state.Leadership.Hold(_epoch, held.Since, held.SinceWall, held.Lasts);
        }
        catch (UnreachableException e)
        {
            throw new StoreException(e.Message, e);
        }
    }

    /// <summary>When everything that was changed until now is in the store.</summary>
    /// <exception cref="StoreException">It cannot be brought there, or this server does not lead.</exception>
    public async Task PublishAsync(CancellationToken cancellation)
    {
        await _publishing.WaitAsync(cancellation);
        try
        {
            if (_state.SharedVersion.Number == _published)
            {
                return;
            }

            ThrowUnlessLeading();
            await WriteAsync(cancellation);

            // Written in time, or perhaps after somebody else had read what there was.
            ThrowUnlessLeading();
        }
        catch (UnreachableException e)
        {
            throw new StoreException($"It is written down here, and could not be brought to the store: {e.Message}", e);
        }
        finally
        {
            _publishing.Release();
        }
    }

    /// <summary>Ends in order: what was changed is in the store, and another one may lead at once.</summary>
    public async Task EndAsync(CancellationToken cancellation)
    {
        try
        {
            if (_state.Leadership.Leads)
            {
                await PublishAsync(cancellation);
                _state.Leadership.Follow("This server ends.", isLed: false);
                await _keeper.ReleaseAsync(cancellation);
            }
        }
        catch (Exception e) when (e is UnreachableException or StoreException)
        {
            _log.LogWarning("The lease could not be given back, and ends by itself: {Reason}", e.Message);
        }
    }

    public void Dispose()
    {
        _servers.Dispose();
        _publishing.Dispose();
    }

    private void ThrowUnlessLeading()
    {
        if (!_state.Leadership.Leads)
        {
            throw new StoreException(_state.Leadership.Reason);
        }
    }

    private async Task TakeOverAsync(CancellationToken cancellation)
    {
        // Nothing is changed here until this server leads: what is read now is what it goes on with. Whatever became of the claims, it is above all that was written.
        await TakeAsync(cancellation);
        _epoch = SharedVersion.EpochOf(await _tables.VersionAsync(cancellation)) + 1;
        _state.Lead(_epoch);
        await WriteAsync(cancellation);
    }

    private async Task FollowAsync(CancellationToken cancellation)
    {
        if (_ready != 0)
        {
            _log.LogWarning("This server leads no more. {Leader}", Leader());
        }

        _ready = 0;
        _state.Leadership.Follow(Leader(), !_keeper.IsFree);
        await TakeAsync(cancellation);
    }

    private async Task TakeAsync(CancellationToken cancellation)
    {
        while (await _tables.VersionAsync(cancellation) is var version && version != 0 && !_state.SharedVersion.Has(version))
        {
            if (await _tables.StateAsync(version, cancellation) is { } document)
            {
                _state.TakeShared(document, version);
                return;
            }
        }
    }

    private async Task WriteAsync(CancellationToken cancellation)
    {
        var (document, version) = _state.Shared();
        await _tables.WriteAsync(version.Number, document, cancellation);
        _published = version.Number;
    }

    private string Leader() => _keeper.Seen switch
    {
        { Row: var row } when !_keeper.IsFree => $"The server {row.Address} leads: it alone evaluates alerts and changes what servers over one store share. Ask it.",
        { Row: var row } => $"No server leads: the lease of {row.Address} has ended, and no other took its place. Alerts are not evaluated, and notifications wait.",
        null => "No server leads. Alerts are not evaluated: start an upshot serve over the store that is not --read-only.",
    };
}
