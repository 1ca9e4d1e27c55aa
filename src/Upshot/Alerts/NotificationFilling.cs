using Upshot.Answers;
using Upshot.Evidence.Alerts;

namespace Upshot.Alerts;

/// <summary>
/// Adds to notifications what only the store knows, apart from evaluations and from delivery: whoever waits for the store waits alone, and no longer than
/// <see cref="Limit"/>. Then it is told without it, and says so.
/// </summary>
internal sealed class NotificationFilling(AnswerService asked, NotificationBuilder notifications, TimeProvider time, ILogger log)
{
    /// <summary>Somebody who is to get up is told within half a minute, whatever the store does.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(15);

    private const int AtOnce = 4;
    private readonly SemaphoreSlim _places = new(AtOnce);
    private readonly Dictionary<string, Task> _running = new(StringComparer.Ordinal);

    /// <summary>Begins with what is not begun yet, and returns. What a process left half begun is begun again by the next.</summary>
    public void Begin(IReadOnlyList<OutboxMessage> waiting, CancellationToken cancellation)
    {
        foreach (var done in _running.Where(r => r.Value.IsCompleted).Select(r => r.Key).ToList())
        {
            _running.Remove(done);
        }

        // Channels are told the same: it is asked for once.
        foreach (var alike in waiting.Where(m => m.Attempts == 0 && AlertJson.IsDraft(m.Body)).GroupBy(m => $"{m.Incident}/{m.Kind}/{m.CreatedAt.UtcTicks}", StringComparer.Ordinal))
        {
            if (!_running.ContainsKey(alike.Key))
            {
                _running[alike.Key] = FillAsync([.. alike], cancellation);
            }
        }
    }

    public Task EndAsync() => Task.WhenAll(_running.Values);

    private async Task FillAsync(IReadOnlyList<OutboxMessage> messages, CancellationToken cancellation)
    {
        try
        {
            using var limit = new CancellationTokenSource(Limit, time);
            using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
            var draft = AlertJson.Read(messages[0].Body)!;
            var isIn = await EnterAsync(both.Token);
            AlertNotification filled;
            try
            {
                filled = await notifications.FillAsync(draft, e => log.LogError(e, "What {Incident} is told with could not be read", draft.Incident), both.Token);
            }
            finally
            {
                if (isIn)
                {
                    _places.Release();
                }
            }

            // A server that ends has read nothing: the next one does.
            if (!cancellation.IsCancellationRequested)
            {
                asked.State.Alerts.Write(new() { Filled = [.. messages.Select(m => m with { Body = AlertJson.Write(filled with { Key = m.Key }) })] });
            }
        }
        catch (Exception e)
        {
            log.LogError(e, "{Key} could not be written down whole; it is tried again", messages[0].Key);
        }
    }

    /// <summary>False: the limit came first.</summary>
    private async Task<bool> EnterAsync(CancellationToken limit)
    {
        try
        {
            await _places.WaitAsync(limit);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
