using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Upshot.Tests.Alerts;

/// <summary>What was posted.</summary>
internal sealed record Posted(string Path, string Key, string Timestamp, string Signature, byte[] Body)
{
    public JsonElement Json => JsonDocument.Parse(Body).RootElement.Clone();
}

/// <summary>A receiver of webhooks; it answers what it is told to, by path.</summary>
internal sealed class WebSink : IAsyncDisposable
{
    /// <summary>Instead of a status: whoever asks is kept waiting.</summary>
    public const int Never = 0;

    private readonly WebApplication _app;

    private WebSink(WebApplication app) => _app = app;

    public ConcurrentQueue<Posted> Received { get; } = [];

    /// <summary>Status by path; 200 where nothing is said.</summary>
    public ConcurrentDictionary<string, int> Answers { get; } = new(StringComparer.Ordinal);

    /// <summary>Headers of answers, by path.</summary>
    public ConcurrentDictionary<string, (string Name, string Value)> Headers { get; } = new(StringComparer.Ordinal);

    public string Address => _app.Urls.First();

    public static async Task<WebSink> Start()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var sink = new WebSink(builder.Build());
        sink._app.Run(sink.Take);
        await sink._app.StartAsync();
        return sink;
    }

    /// <summary>Waits until enough came; fails the test when they do not.</summary>
    public async Task<IReadOnlyList<Posted>> Wait(Func<Posted, bool> wanted, int count = 1, int seconds = 60)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(seconds));
        while (!patience.IsCancellationRequested)
        {
            if (Received.Where(wanted).ToList() is var found && found.Count >= count)
            {
                return found;
            }

            await Task.Delay(50, TestContext.Current.CancellationToken);
        }

        Assert.Fail($"Expected {count}, and got: {string.Join(", ", Received.Select(r => $"{r.Path} {r.Key}"))}");
        return [];
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task Take(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        var headers = context.Request.Headers;
        Received.Enqueue(new(context.Request.Path, headers["Idempotency-Key"].ToString(), headers["Upshot-Timestamp"].ToString(), headers["Upshot-Signature-256"].ToString(), body.ToArray()));
        var status = Answers.GetValueOrDefault(context.Request.Path, 200);
        if (status == Never)
        {
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
            return;
        }

        context.Response.StatusCode = status;
        if (Headers.TryGetValue(context.Request.Path, out var header))
        {
            context.Response.Headers.Append(header.Name, header.Value);
        }
    }
}
