namespace Upshot.Server;

/// <summary>
/// Gives memory back when work has ceased: what was kept so that the next request finds it is worth nothing to a server that nobody sends to. Once after each time of work.
/// </summary>
/// <param name="used">Processor time of the process since its start.</param>
internal sealed class IdleMemory(TimeProvider time, Func<TimeSpan> used, Action giveBack) : BackgroundService
{
    private static readonly TimeSpan s_every = TimeSpan.FromSeconds(20);

    /// <summary>Of one core: alerts, scrapes and probes of health use less.</summary>
    private const double BusyShare = .05;

    private TimeSpan _last = used();
    private bool _hasWorked = true;

    /// <summary>What the runtime and the C library hold and nobody uses.</summary>
    public static void GiveBack()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        NativeHeap.GiveBack();
    }

    /// <summary>One look at the time since the last.</summary>
    internal void Look()
    {
        var now = used();
        var isBusy = now - _last > s_every * BusyShare;
        _last = now;
        if (isBusy)
        {
            _hasWorked = true;
        }
        else if (_hasWorked)
        {
            _hasWorked = false;
            giveBack();
            // What giving back costs is no work.
            _last = used();
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(s_every, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                Look();
            }
        }
        catch (OperationCanceledException)
        {
            // The server ends.
        }
    }
}
