using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;

namespace Upshot.Tests.Generate;

/// <summary>Keeps OTLP/HTTP requests in JSON as they come: what the store does not keep can be seen here.</summary>
internal sealed class JsonSink : IAsyncDisposable
{
    private readonly HttpListener _listener = new();
    private readonly ConcurrentBag<(string Path, JsonElement Body)> _requests = [];
    private readonly Task _receiving;

    public JsonSink()
    {
        using (var free = new TcpListener(IPAddress.Loopback, 0))
        {
            free.Start();
            Address = $"http://127.0.0.1:{((IPEndPoint)free.LocalEndpoint).Port}";
        }

        _listener.Prefixes.Add(Address + "/");
        _listener.Start();
        _receiving = Receive();
    }

    public string Address { get; }

    /// <summary>The scopes of one signal (traces, metrics, logs), with their schema URL beside them.</summary>
    public IEnumerable<JsonElement> Scopes(string signal)
    {
        var (resources, scopes) = signal switch
        {
            "traces" => ("resourceSpans", "scopeSpans"),
            "metrics" => ("resourceMetrics", "scopeMetrics"),
            _ => ("resourceLogs", "scopeLogs"),
        };
        return _requests.Where(r => r.Path == $"/v1/{signal}").SelectMany(r => r.Body.GetProperty(resources).EnumerateArray()).SelectMany(r => r.GetProperty(scopes).EnumerateArray());
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _receiving;
        _listener.Close();
    }

    private async Task Receive()
    {
        try
        {
            while (true)
            {
                var context = await _listener.GetContextAsync();
                using var body = await JsonDocument.ParseAsync(context.Request.InputStream);
                _requests.Add((context.Request.Url!.AbsolutePath, body.RootElement.Clone()));
                context.Response.ContentType = "application/json";
                context.Response.Close("{}"u8.ToArray(), willBlock: false);
            }
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
        {
            // The test is over.
        }
    }
}
