namespace Shop.Hosting;

/// <summary>The instances of another service, asked in turn.</summary>
internal sealed class Downstream(string service, IReadOnlyList<Uri> instances) : IDisposable
{
    /// <summary>The template of the address, so that a span can be named after it.</summary>
    public static readonly HttpRequestOptionsKey<string> Template = new("url.template");

    private readonly HttpClient _client = new(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(5) })
    {
        Timeout = TimeSpan.FromSeconds(10),
    };

    private uint _turn;

    /// <exception cref="DownstreamException">The service could not be reached, or answered that it failed.</exception>
    public Task<HttpResponseMessage> Send(HttpMethod method, string template, string path, object? body, CancellationToken cancel, params ReadOnlySpan<(string Name, string Value)> headers) =>
        SendRequest(Request(method, template, path, body, headers), cancel);

    private HttpRequestMessage Request(HttpMethod method, string template, string path, object? body, ReadOnlySpan<(string Name, string Value)> headers)
    {
        var instance = instances[(int)((Interlocked.Increment(ref _turn) - 1) % (uint)instances.Count)];
        var request = new HttpRequestMessage(method, new Uri(instance, path));
        request.Options.Set(Template, template);
        if (body is not null)
        {
            request.Content = JsonContent.Create(body, body.GetType());
        }

        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return request;
    }

    private async Task<HttpResponseMessage> SendRequest(HttpRequestMessage request, CancellationToken cancel)
    {
        using var sent = request;
        HttpResponseMessage response;
        try
        {
            response = await _client.SendAsync(request, cancel);
        }
        catch (Exception e) when (e is HttpRequestException || (e is TaskCanceledException && !cancel.IsCancellationRequested))
        {
            throw new DownstreamException($"{service} does not answer: {e.Message}", e);
        }

        if ((int)response.StatusCode >= 500)
        {
            var status = (int)response.StatusCode;
            response.Dispose();
            throw new DownstreamException($"{service} answered {status}.");
        }

        return response;
    }

    public void Dispose() => _client.Dispose();
}

internal sealed class DownstreamException(string message, Exception? cause = null) : Exception(message, cause);
