using Upshot.Answers;
using Upshot.Background;

namespace Upshot.Alerts;

/// <summary>
/// Every minute: evaluate. All the time: deliver what waits. Neither ends for an error of the other, and every error is said. Of several servers over one store the one that leads does it.
/// </summary>
internal sealed class AlertLoop(AlertEngine engine, Delivery delivery, FlagWatch flags, BaselineWatch baselines, AnswerService asked, TimeSpan every, TimeProvider time, ILogger<AlertLoop> log) : BackgroundService
{
    private static readonly TimeSpan Deliver = TimeSpan.FromSeconds(1), Look = TimeSpan.FromSeconds(0.5), Tidy = TimeSpan.FromHours(6), KeepDelivered = TimeSpan.FromDays(30);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.WhenAll(
            RepeatAsync("Alerts could not be evaluated", every, async stop => await engine.EvaluateAsync(time.GetUtcNow(), stop), stoppingToken),
            RepeatAsync("Notifications could not be delivered", Deliver, delivery.RunAsync, stoppingToken),
            RepeatAsync("Baselines could not be read", every, baselines.RunAsync, stoppingToken),
            RepeatAsync("Evaluations of flags could not be read", every, flags.RunAsync, stoppingToken),
            RepeatAsync("Old alerts could not be removed", Tidy, TidyAsync, stoppingToken));
        await delivery.EndAsync();
    }

    private Task TidyAsync(CancellationToken cancellation)
    {
        asked.State.Alerts.Expire(time.GetUtcNow() - asked.Plan.Retention.Rollups, time.GetUtcNow() - KeepDelivered);
        return Task.CompletedTask;
    }

    private Task RepeatAsync(string failure, TimeSpan wait, Func<CancellationToken, Task> run, CancellationToken stop) =>
        Repeated.RunAsync(wait, time, async cancellation =>
        {
            await UntilItLeadsAsync(cancellation);
            await run(cancellation);
        }, e => log.LogError(e, "{Failure}; it is tried again in {Wait}", failure, wait), stop);

    private async Task UntilItLeadsAsync(CancellationToken stop)
    {
        while (!asked.State.Leadership.Leads)
        {
            await Task.Delay(Look, time, stop);
        }
    }
}
