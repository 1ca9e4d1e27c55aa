using Upshot.Answers;
using Upshot.Answers.Journeys;
using Upshot.Answers.Outcomes;

namespace Upshot.Server;

/// <summary>Counts what no entry span decides as it comes, journeys and outcomes, while the server answers: every few seconds what has ended, and the past as fast as it goes.</summary>
/// <param name="counts">What each counts, and how: whether there is more of the past to be counted.</param>
/// <param name="isMine">Whether this server counts: of several over one store one does.</param>
internal sealed class LaterCount(IReadOnlyList<(string What, Func<DateTimeOffset, CancellationToken, Task<bool>> Next)> counts, Func<bool> isMine, TimeProvider time, ILogger<LaterCount> log) : BackgroundService
{
    private static readonly TimeSpan s_every = TimeSpan.FromSeconds(10), s_soon = TimeSpan.FromMilliseconds(50), s_afterError = TimeSpan.FromMinutes(1);

    public static LaterCount Of(AnswerService asked, TelemetryInUse store, TimeProvider time, ILogger<LaterCount> log)
    {
        var (journeys, outcomes) = (new JourneyCounting(asked, store.CountAsync), new OutcomeCounting(asked, store.CountAsync));
        return new([("Journeys", journeys.NextAsync), ("Outcomes", outcomes.NextAsync)], () => store.CountsLater, time, log);
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(counts.Select(c => CountAsync(c.What, c.Next, stoppingToken)));

    private async Task CountAsync(string what, Func<DateTimeOffset, CancellationToken, Task<bool>> next, CancellationToken stop)
    {
        try
        {
            while (true)
            {
                await Task.Delay(await NextAsync(what, next, stop), time, stop);
            }
        }
        catch (OperationCanceledException)
        {
            // The server ends.
        }
    }

    private async Task<TimeSpan> NextAsync(string what, Func<DateTimeOffset, CancellationToken, Task<bool>> next, CancellationToken stop)
    {
        try
        {
            return isMine() && await next(time.GetUtcNow(), stop) ? s_soon : s_every;
        }
        catch (Exception e) when (e is not OperationCanceledException || !stop.IsCancellationRequested)
        {
            log.LogError(e, "{What} could not be counted; it is tried again in {Wait}", what, s_afterError);
            return s_afterError;
        }
    }
}
