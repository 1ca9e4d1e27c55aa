using Microsoft.Extensions.Logging;
using Upshot.Observe.Stores.ClickHouse.Servers;

namespace Upshot.Observe.Stores.ClickHouse.Delivering;

/// <summary>Delivers what a node keeps, the oldest first, for as long as there is any.</summary>
internal sealed class BacklogDelivery : IAsyncDisposable
{
    private const int MostAtOnce = 64;

    // A server that has just started again, and many nodes before it: more at a time would only wait for each other.
    private const int MostUnderWay = 16;
    private const long BytesAtOnce = 32L << 20;
    private readonly Backlog _backlog;
    private readonly Deliverer _deliverer;
    private readonly TimeSpan _retryEvery;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly CancellationTokenSource _end = new();
    private readonly Task _loop;
    private volatile string? _why;

    public BacklogDelivery(Backlog backlog, Deliverer deliverer, TimeSpan retryEvery, TimeProvider time, ILogger log)
    {
        (_backlog, _deliverer, _retryEvery, _time, _log) = (backlog, deliverer, retryEvery, time, log);
        _loop = Task.Run(RunAsync);
    }

    /// <summary>Why the last attempt did not succeed; null: nothing is known to stand in the way.</summary>
    public string? Why => _why;

    /// <summary>An insert has just failed: what comes is kept until one succeeds again.</summary>
    public void Failed(string why)
    {
        if (_why is null)
        {
            _log.LogWarning("{Why} What comes in is kept on this node and delivered later", why);
        }

        _why = why;
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _loop;
        _end.Dispose();
    }

    private async Task RunAsync()
    {
        try
        {
            while (true)
            {
                await _backlog.WaitAsync(_end.Token);
                if (!await TryDeliverAsync())
                {
                    await Task.Delay(_retryEvery, _time, _end.Token);
                }
            }
        }
        catch (OperationCanceledException) when (_end.IsCancellationRequested)
        {
            // What is left is delivered by the next run.
        }
    }

    private async Task<bool> TryDeliverAsync()
    {
        try
        {
            if (_backlog.Next(MostAtOnce, BytesAtOnce) is { } next)
            {
                await Parallel.ForEachAsync(
                    next.Entries.OfType<Delivery>(), new ParallelOptions { MaxDegreeOfParallelism = MostUnderWay, CancellationToken = _end.Token }, async (entry, end) => await _deliverer.SendAsync(entry, end));
                _backlog.Deliver(next);
            }

            if (_why is not null)
            {
                _why = null;
                _log.LogInformation("ClickHouse takes inserts again");
            }

            return true;
        }
        catch (Exception e) when (e is UnreachableException or StoreException or IOException or InvalidOperationException)
        {
            Failed(e.Message);
            return false;
        }
    }
}
