using Upshot.Answers.Journeys;

namespace Upshot.Server;

/// <summary>Counts journeys while the server answers: every few seconds what has ended, and the past as fast as it goes.</summary>
internal sealed class JourneyCount(JourneyCounting counting, TimeProvider time, ILogger<JourneyCount> log) : BackgroundService
{
    private static readonly TimeSpan s_every = TimeSpan.FromSeconds(10), s_soon = TimeSpan.FromMilliseconds(50), s_afterError = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                await Task.Delay(await NextAsync(stoppingToken), time, stoppingToken);
            }
        }
        catch (OperationCanceledException)
        {
            // The server ends.
        }
    }

    private async Task<TimeSpan> NextAsync(CancellationToken stop)
    {
        try
        {
            return await counting.NextAsync(time.GetUtcNow(), stop) ? s_soon : s_every;
        }
        catch (Exception e) when (e is not OperationCanceledException || !stop.IsCancellationRequested)
        {
            log.LogError(e, "Journeys could not be counted; it is tried again in {Wait}", s_afterError);
            return s_afterError;
        }
    }
}
