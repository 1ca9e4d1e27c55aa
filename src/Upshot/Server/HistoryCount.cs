using System.Data.Common;
using Upshot.Observe.Stores;
using Upshot.Observe.Stores.DuckDb;

namespace Upshot.Server;

/// <summary>Counts what is stored for what the plan says anew, at the start and after each change of the plan, while the server answers.</summary>
internal sealed class HistoryCount(TelemetryStore store, ILogger<HistoryCount> log) : BackgroundService
{
    private readonly SemaphoreSlim _asked = new(1);

    /// <summary>The plan may have changed.</summary>
    public void Ask() => _asked.Release();

    public override void Dispose()
    {
        // Stops the loop that waits for the other.
        base.Dispose();
        _asked.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await _asked.WaitAsync(stoppingToken);
                await store.CountHistoryAsync(stoppingToken);
            }
            catch (Exception) when (stoppingToken.IsCancellationRequested)
            {
                // A statement that is interrupted, or a store that closes: the next start goes on.
                return;
            }
            catch (Exception e) when (e is StoreException or DbException)
            {
                // What changed the plan asks again; else the next start does.
                log.LogWarning("What was stored before is not counted for all objectives yet: {Problem}", e.Message);
            }
        }
    }
}
