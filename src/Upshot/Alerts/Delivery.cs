using System.Collections.Concurrent;
using Upshot.Alerts.Channels;
using Upshot.Answers;
using Upshot.Evidence.Alerts;
using Upshot.Observe.State;
using Upshot.Plan;

namespace Upshot.Alerts;

/// <summary>
/// Takes what waits in the outbox to its channels, each in order. What a channel took is written down afterwards: a process that ends between the two sends it
/// again with the same key.
/// </summary>
internal sealed class Delivery(AnswerService asked, NotificationFilling filling, HttpClient http, Func<string, string?> variable, TimeProvider time, ILogger log)
{
    private readonly WebChannel _web = new(http, variable, time);
    private readonly MailChannel _mail = new(variable);
    /// <summary>By channel: one that does not answer holds nothing up but itself.</summary>
    private readonly Dictionary<string, Task> _running = new(StringComparer.Ordinal);

    /// <summary>Channels that are not tried before a time. Forgotten with the process: a start tries at once.</summary>
    private readonly ConcurrentDictionary<string, DateTimeOffset> _closed = new(StringComparer.Ordinal);

    /// <summary>Begins with everything that is due, and returns. For one caller at a time.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        var waiting = asked.State.Alerts.Waiting();

        // Nobody is told of what another server would not know of if it took this one's place.
        await asked.State.PublishedAsync(cancellation);
        filling.Begin(waiting, cancellation);
        foreach (var channel in waiting.GroupBy(m => m.Channel))
        {
            if (!_running.TryGetValue(channel.Key, out var running) || running.IsCompleted)
            {
                _running[channel.Key] = DeliverAsync([.. channel], cancellation);
            }
        }
    }

    /// <summary>When nothing is under way any more; after it was cancelled.</summary>
    public Task EndAsync() => Task.WhenAll(_running.Values.Append(filling.EndAsync()));

    private async Task DeliverAsync(IReadOnlyList<OutboxMessage> messages, CancellationToken cancellation)
    {
        try
        {
            await RunAsync(messages, cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // The server ends; what was under way is sent again by the next one.
        }
        catch (Exception e)
        {
            log.LogError(e, "Notifications for {Channel} could not be delivered; it is tried again", messages[0].Channel);
        }
    }

    /// <summary>One notification through one channel, now, past the outbox.</summary>
    public async Task<ChannelAnswer> SendAsync(AlertChannel channel, AlertNotification told, CancellationToken cancellation)
    {
        var template = asked.Plan.Templates.FirstOrDefault(t => t.Path == channel.Template)?.Text;
        var text = AlertText.Of(told, template);
        return channel.Kind == AlertChannelKind.Email ? await _mail.SendAsync(channel, told, text, cancellation) : await _web.SendAsync(channel, told, text, cancellation);
    }

    private async Task RunAsync(IReadOnlyList<OutboxMessage> messages, CancellationToken cancellation)
    {
        if (_closed.TryGetValue(messages[0].Channel, out var until) && until > time.GetUtcNow())
        {
            return;
        }

        var held = new HashSet<string>(StringComparer.Ordinal);
        foreach (var message in messages)
        {
            if (message.NextAt > time.GetUtcNow() || held.Contains(message.Incident) || AlertJson.IsDraft(message.Body))
            {
                // What waits behind it would overtake it: an end before its beginning.
                held.Add(message.Incident);
                continue;
            }

            if (await TryInTimeAsync(message, cancellation) is not { } answer)
            {
                return;
            }

            var tried = After(message, answer);
            asked.State.Alerts.Write(new() { Tried = [tried] });
            await asked.State.PublishedAsync(cancellation);
            if (answer.Problem is { } problem)
            {
                log.LogWarning("The channel {Channel} did not take {Key} (try {Try}): {Problem}. It is kept, and tried again at {Next:u}.", message.Channel, message.Key, tried.Attempts, problem, tried.NextAt);
                held.Add(message.Incident);
                if (answer.Scope != ProblemScope.Message)
                {
                    _closed[message.Channel] = tried.NextAt;
                    return;
                }
            }
        }
    }

    /// <summary>Null: this server does not lead, or not for long enough. Whoever leads next sends it, under the same key.</summary>
    private async Task<ChannelAnswer?> TryInTimeAsync(OutboxMessage message, CancellationToken cancellation)
    {
        var leadership = asked.State.Leadership;
        if (!leadership.IsShared)
        {
            return await TryAsync(message, cancellation);
        }

        if (!leadership.Leads)
        {
            return null;
        }

        using var lease = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using var sent = new CancellationTokenSource();
        var ending = EndWithLeaseAsync(leadership, lease, sent.Token);
        try
        {
            return await TryAsync(message, lease.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return null;
        }
        finally
        {
            await sent.CancelAsync();
            await ending;
        }
    }

    // A lease is renewed meanwhile; only what outlives it is given up.
    private async Task EndWithLeaseAsync(Leadership leadership, CancellationTokenSource lease, CancellationToken sent)
    {
        try
        {
            while (leadership.Left is var left && left > TimeSpan.Zero)
            {
                await Task.Delay(left, time, sent);
            }

            await lease.CancelAsync();
        }
        catch (OperationCanceledException)
        {
            // It was sent in time.
        }
    }

    private async Task<ChannelAnswer> TryAsync(OutboxMessage message, CancellationToken cancellation)
    {
        if (asked.Plan.Alerts.Channels.FirstOrDefault(c => c.Name == message.Channel) is not { } channel)
        {
            return new("the plan has no such channel any more", ProblemScope.Gone);
        }

        try
        {
            return AlertJson.Read(message.Body) is { } told
                ? await SendAsync(channel, told, cancellation)
                : new("it cannot be read", ProblemScope.Message);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            log.LogError(e, "{Key} could not be sent", message.Key);
            return new($"it failed here: {e.Message}", ProblemScope.Message);
        }
    }

    private OutboxMessage After(OutboxMessage message, ChannelAnswer answer)
    {
        var now = time.GetUtcNow();
        return answer.Problem is null
            ? message with { Attempts = message.Attempts + 1, DeliveredAt = now, LastError = "" }
            : message with { Attempts = message.Attempts + 1, NextAt = now + Backoff.After(message.Attempts + 1, answer), LastError = answer.Problem };
    }
}
