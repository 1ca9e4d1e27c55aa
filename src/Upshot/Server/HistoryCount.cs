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
        _asked.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            await _asked.WaitAsync(stoppingToken);
            try
            {
                await store.CountHistoryAsync(stoppingToken);
            }
            catch (StoreException e)
            {
                // What changed the plan asks again; else the next start does.
                log.LogWarning("What was stored before is not counted for all objectives yet: {Problem}", e.Message);
            }
        }
    }
}
