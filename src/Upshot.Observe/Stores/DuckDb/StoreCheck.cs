using Microsoft.Extensions.Logging;

namespace Upshot.Observe.Stores.DuckDb;

/// <summary>
/// Proves all sealed files: once in the background when the store is opened, the newest first, so that questions seldom wait
/// for it; and whenever somebody asks.
/// </summary>
internal sealed class StoreCheck : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly StoreState _state;
    private readonly MissingFiles _missing;
    private readonly StoreHealth _health;
    private readonly Action _checkRollups;
    private readonly Task _atStart;

    /// <param name="checkRollups">Proves what is kept beside the catalog.</param>
    public StoreCheck(StoreState state, MissingFiles missing, StoreHealth health, Action checkRollups, ILogger log)
    {
        (_state, _missing, _health, _checkRollups) = (state, missing, health, checkRollups);
        _atStart = Task.Run(() =>
        {
            try
            {
                CheckAll(again: false, _stop.Token);
                _checkRollups();
            }
            catch (OperationCanceledException)
            {
                // The store is closing; what was not read is read by the next start.
            }
            catch (Exception e)
            {
                log.LogWarning(e, "The sealed files could not all be checked: {Reason}", e.Message);
            }
        });
    }

    public StoreCheckReport Run(CancellationToken cancellation)
    {
        _missing.Restore();
        var (files, bytes) = CheckAll(again: true, cancellation);
        _checkRollups();
        return new(files, bytes, _health.Missing, _health.Notices);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _atStart;
        _stop.Dispose();
    }

    private (int Files, long Bytes) CheckAll(bool again, CancellationToken cancellation)
    {
        var (files, bytes) = (0, 0L);
        using var snapshot = _state.Take();
        foreach (var file in snapshot.Files.OrderByDescending(f => f.MaxTime))
        {
            cancellation.ThrowIfCancellationRequested();
            _missing.Check(file, again);
            files++;
            bytes += file.Bytes;
        }

        return (files, bytes);
    }
}
