namespace Upshot.Server;

/// <summary>
/// Gives memory back when work has ceased: what was kept so that the next request finds it is worth nothing to a server that nobody sends to.
/// </summary>
/// <param name="used">Processor time of the process since its start.</param>
/// <param name="collect">What takes a while: once after each time of work.</param>
/// <param name="giveBack">What is cheap, and what alerts and maintenance leave behind however little they work: at every look.</param>
internal sealed class IdleMemory(TimeProvider time, Func<TimeSpan> used, Action collect, Action giveBack) : BackgroundService
{
    private static readonly TimeSpan s_every = TimeSpan.FromSeconds(20);

    /// <summary>Of one core: alerts, scrapes and probes of health use less.</summary>
    private const double BusyShare = .05;

    private TimeSpan _last = used();
    private bool _hasWorked = true;

    /// <summary>What the runtime holds and nobody uses.</summary>
    public static void Collect() => GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);

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
        else
        {
            if (_hasWorked)
            {
                _hasWorked = false;
                collect();
            }

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
