using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;

namespace Upshot.Shop.Tests;

/// <summary>Stands before a service, passes each call on and remembers its path.</summary>
internal sealed class CallCounter : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly HttpClient _client = new();
    private readonly ConcurrentQueue<string> _paths = new();

    private CallCounter(WebApplication app) => _app = app;

    public Uri Address => new(_app.Urls.First());

    public static async Task<CallCounter> Before(Uri service)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        var counter = new CallCounter(app);
        app.Run(async context =>
        {
            var path = $"{context.Request.Path}{context.Request.QueryString}";
            counter._paths.Enqueue(path);
            using var response = await counter._client.GetAsync(new Uri(service, path));
            context.Response.StatusCode = (int)response.StatusCode;
            context.Response.ContentType = response.Content.Headers.ContentType?.ToString();
            await response.Content.CopyToAsync(context.Response.Body);
        });
        await app.StartAsync();
        return counter;
    }

    /// <summary>The paths since the last time.</summary>
    public IReadOnlyList<string> Take()
    {
        var paths = new List<string>();
        while (_paths.TryDequeue(out var path))
        {
            paths.Add(path);
        }

        return paths;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _client.Dispose();
    }
}
