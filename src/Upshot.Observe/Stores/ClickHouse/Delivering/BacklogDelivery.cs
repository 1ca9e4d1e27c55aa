using Microsoft.Extensions.Logging;

namespace Upshot.Observe.Stores.ClickHouse.Delivering;

/// <summary>Delivers what a node keeps, the oldest first, for as long as there is any: while some bodies are under way, those come together that go with the next inserts.</summary>
internal sealed class BacklogDelivery : IAsyncDisposable
{
    // Never less than in a version before: what an insert was made of is found again by reading as far.
    private const int MostAtOnce = 2000;
    private const long RowsAtOnce = 100_000, BytesAtOnce = 64L << 20;

    // Where many come, those whose senders were just answered come at once: an insert that waits for them costs ClickHouse half as much.
    private const long Many = 5_000, Enough = 50_000;
    private static readonly TimeSpan s_linger = TimeSpan.FromMilliseconds(30);
    private readonly Backlog _backlog;
    private readonly GroupDelivery _deliverer;
    private readonly TimeSpan _retryEvery;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly CancellationTokenSource _end = new();
    private readonly Task _loop;
    private volatile string? _why;
    private long _lastRecords;

    public BacklogDelivery(Backlog backlog, GroupDelivery deliverer, TimeSpan retryEvery, TimeProvider time, ILogger log)
    {
        (_backlog, _deliverer, _retryEvery, _time, _log) = (backlog, deliverer, retryEvery, time, log);
        _loop = Task.Run(RunAsync);
    }

    /// <summary>Why the last attempt did not succeed; null: nothing is known to stand in the way.</summary>
    public string? Why => _why;

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
                if (_lastRecords >= Many && _backlog.Records < Enough)
                {
                    await Task.Delay(s_linger, _time, _end.Token);
                }

                if (!await TryDeliverAsync())
                {
                    await Task.Delay(_retryEvery, _time, _end.Token);
                }
            }
        }
        catch (Exception) when (_end.IsCancellationRequested)
        {
            // What is left is delivered by the next run.
        }
    }

    private async Task<bool> TryDeliverAsync()
    {
        try
        {
            if (_backlog.Next(MostAtOnce, RowsAtOnce, BytesAtOnce) is { } next)
            {
                await _deliverer.SendAsync(next, _end.Token);
                _backlog.Deliver(next);
                _lastRecords = next.Heads.Sum(h => h.Records);
            }

            if (_why is not null)
            {
                _why = null;
                _log.LogInformation("ClickHouse takes inserts again");
            }

            return true;
        }
        catch (Exception e) when (!_end.IsCancellationRequested)
        {
            // A table that somebody changed will be mended: until then it is kept, too.
            if (_why is null)
            {
                _log.LogWarning("{Why} What comes in is kept on this node and delivered later", e.Message);
            }

            _why = e.Message;
            _backlog.Release();
            return false;
        }
    }
}
