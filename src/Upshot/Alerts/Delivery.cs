using System.Collections.Concurrent;
using System.Text.Json;
using Upshot.Alerts.Channels;
using Upshot.Answers;
using Upshot.Evidence.Alerts;
using Upshot.Plan;

namespace Upshot.Alerts;

/// <summary>
/// Takes what waits in the outbox to its channels, each in order. What a channel took is written down afterwards: a process that ends between the two sends it
/// again with the same key.
/// </summary>
internal sealed class Delivery(AnswerService asked, HttpClient http, Func<string, string?> variable, TimeProvider time, ILogger log)
{
    private readonly WebChannel _web = new(http, variable, time);
    private readonly MailChannel _mail = new(variable);
    private readonly SemaphoreSlim _gate = new(1, 1);

    /// <summary>Channels that are not tried before a time. Forgotten with the process: a start tries at once.</summary>
    private readonly ConcurrentDictionary<string, DateTimeOffset> _closed = new(StringComparer.Ordinal);

    /// <summary>Tries everything that is due, once.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        await _gate.WaitAsync(cancellation);
        try
        {
            var waiting = asked.State.Alerts.Waiting();
            await Task.WhenAll(waiting.GroupBy(m => m.Channel).Select(channel => RunAsync([.. channel], cancellation)));
        }
        finally
        {
            _gate.Release();
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
            if (message.NextAt > time.GetUtcNow() || held.Contains(message.Incident))
            {
                // What waits behind it would overtake it: an end before its beginning.
                held.Add(message.Incident);
                continue;
            }

            var answer = await TryAsync(message, cancellation);
            var tried = After(message, answer);
            asked.State.Alerts.Write(new() { Tried = [tried] });
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

    private async Task<ChannelAnswer> TryAsync(OutboxMessage message, CancellationToken cancellation)
    {
        if (asked.Plan.Alerts.Channels.FirstOrDefault(c => c.Name == message.Channel) is not { } channel)
        {
            return new("the plan has no such channel any more", ProblemScope.Gone);
        }

        try
        {
            return JsonSerializer.Deserialize<AlertNotification>(message.Body, AlertJson.Options) is { } told
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
