using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;

namespace Upshot.Shop.Tests;

/// <summary>Accepts OTLP over HTTP and keeps the bodies. Protobuf leaves text readable, so a test looks for text.</summary>
internal sealed class OtlpSink : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<(string Path, string Body)> _bodies = new();

    private OtlpSink(WebApplication app) => _app = app;

    public string Address => _app.Urls.First();

    public static async Task<OtlpSink> Start()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        var sink = new OtlpSink(app);
        app.Run(async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            sink._bodies.Enqueue((context.Request.Path.Value!, Encoding.UTF8.GetString(body.ToArray())));
        });
        await app.StartAsync();
        return sink;
    }

    /// <summary>All that came of one kind: traces, metrics or logs.</summary>
    public string All(string kind) => string.Concat(_bodies.Where(b => b.Path == $"/v1/{kind}").Select(b => b.Body));

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
