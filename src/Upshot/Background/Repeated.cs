namespace Upshot.Background;

/// <summary>What a server does again and again until it ends, whatever goes wrong in between.</summary>
internal static class Repeated
{
    /// <summary>At once, then whenever <paramref name="wait"/> has passed.</summary>
    /// <param name="failed">Told of what went wrong; the next time is tried all the same.</param>
    public static async Task RunAsync(TimeSpan wait, TimeProvider time, Func<CancellationToken, Task> run, Action<Exception> failed, CancellationToken stop)
    {
        using var timer = new PeriodicTimer(wait, time);
        try
        {
            do
            {
                try
                {
                    await run(stop);
                }
                catch (Exception e) when (e is not OperationCanceledException || !stop.IsCancellationRequested)
                {
                    failed(e);
                }
            }
            while (await timer.WaitForNextTickAsync(stop));
        }
        catch (OperationCanceledException)
        {
            // The server ends.
        }
    }
}
