using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Upshot.Answers;
using Upshot.Commands;
using Upshot.Observe.Stores;
using Upshot.Server;
using Upshot.Server.Access;

namespace Upshot.Client;

/// <summary>The command cannot be carried out; the message is all the user needs.</summary>
internal class CommandException(string message) : Exception(message);

/// <summary>
/// Asks the HTTP API: of a running server, or, when none runs, of one that this command starts for itself over the data
/// directory and ends with itself. So every answer has one way to come.
/// </summary>
internal sealed class AnswerClient : IAsyncDisposable
{
    public static readonly JsonSerializerOptions Json = MakeJson();
    private static readonly JsonSerializerOptions Indented = new(Json) { WriteIndented = true };
    private const int MostTries = 5;
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(15);
    private readonly Lazy<HttpClient> _http;
    private readonly string? _token;
    private readonly UpshotServer? _own;

    /// <summary>Of the server that is asked.</summary>
    public Uri Address { get; }

    /// <summary>With the key, for what speaks another protocol than the API's.</summary>
    public HttpClient Http => _http.Value;

    /// <param name="ownKey">Of a server of its own, whose port others on this machine can reach too.</param>
    private AnswerClient(Uri address, UpshotServer? own, string? ownKey = null)
    {
        (Address, _own, _token) = (address, own, ownKey ?? TokenSetting.Read(Environment.GetEnvironmentVariable).Token);
        if (_token is not null && address is { Scheme: "http", IsLoopback: false })
        {
            Console.Error.WriteLine($"The key travels in clear to {address.Authority}: whoever sees the network can read and use it. Ask https:// where the server has it.");
        }

        _http = new(() => LeanHttp.To(address, s_patience, _token));
    }

    public static async Task<AnswerClient> ConnectAsync(SourceOptions source, CancellationToken cancellation)
    {
        if (TokenSetting.Read(Environment.GetEnvironmentVariable).Mistake is { } mistake)
        {
            throw new CommandException(mistake);
        }

        if (source.Server is not null)
        {
            LeanHttp.ForThisProcess();
            return new(AddressOf(source.Server), null);
        }

        if (source.Data is null && LoopbackGet.IsListening(new Uri(ServerOption.DefaultServer)))
        {
            LeanHttp.ForThisProcess();
            var client = new AnswerClient(new Uri(ServerOption.DefaultServer), null);
            if (client.IsReady(cancellation))
            {
                return client;
            }

            await client.DisposeAsync();
        }

        var data = source.Data ?? ServerOption.DefaultData;
        if (!Directory.Exists(data))
        {
            throw new CommandException($"No server runs at {ServerOption.DefaultServer}, and there is no data directory {Path.GetFullPath(data)}. Start a server (upshot serve), or name one with --server URL or a directory with --data DIR.");
        }

        return await StartOwnAsync(data, source.Plan, cancellation);
    }

    /// <summary>Of a server that this process started itself.</summary>
    public static AnswerClient To(Uri address, string key) => new(address, null, key);

    public async Task<T> GetAsync<T>(string path, CancellationToken cancellation)
    {
        if (_own is null && Ask(path, s_patience, cancellation) is { } plain)
        {
            return Read<T>(plain.Status, plain.Missing, plain.Body.Span);
        }

        return await ReadAsync<T>(await SendAsync(new(HttpMethod.Get, path), cancellation), cancellation);
    }

    /// <summary>An answer that is no JSON.</summary>
    public async Task<string> GetTextAsync(string path, CancellationToken cancellation)
    {
        using var response = await SendAsync(new(HttpMethod.Get, path), cancellation);
        return response.IsSuccessStatusCode ? await response.Content.ReadAsStringAsync(cancellation) : throw new CommandException(await ProblemOf(response, cancellation));
    }

    public async Task<T> PostAsync<T>(string path, object body, CancellationToken cancellation) =>
        await ReadAsync<T>(await SendAsync(new(HttpMethod.Post, path) { Content = JsonContent.Create(body, options: Json) }, cancellation), cancellation);

    public async Task<T> DeleteAsync<T>(string path, CancellationToken cancellation) =>
        await ReadAsync<T>(await SendAsync(new(HttpMethod.Delete, path), cancellation), cancellation);

    /// <summary>Sends bytes as they are; null, and why, where they are refused for good. A server that cannot take them now is asked again for a while.</summary>
    public async Task<(T? Answer, string Refused)> TrySendAsync<T>(string path, byte[] body, bool isJson, CancellationToken cancellation)
        where T : class
    {
        for (var tries = 1; ; tries++)
        {
            using var content = new ByteArrayContent(body);
            content.Headers.ContentType = new(isJson ? "application/json" : "application/x-protobuf");
            var response = await SendAsync(new(HttpMethod.Post, path) { Content = content }, cancellation);
            if (response.StatusCode is System.Net.HttpStatusCode.ServiceUnavailable or System.Net.HttpStatusCode.TooManyRequests && tries < MostTries)
            {
                response.Dispose();
                await Task.Delay(RetryAfter, cancellation);
            }
            else if (response.StatusCode is System.Net.HttpStatusCode.UnprocessableEntity or System.Net.HttpStatusCode.BadRequest or System.Net.HttpStatusCode.RequestEntityTooLarge)
            {
                using (response)
                {
                    return (null, await ProblemOf(response, cancellation));
                }
            }
            else
            {
                return (await ReadAsync<T>(response, cancellation), "");
            }
        }
    }

    /// <summary>The body of an answer while it comes.</summary>
    public async Task<Stream> PostForStreamAsync(string path, object body, CancellationToken cancellation)
    {
        var response = await SendAsync(new(HttpMethod.Post, path) { Content = JsonContent.Create(body, options: Json) }, cancellation, HttpCompletionOption.ResponseHeadersRead);
        return response.IsSuccessStatusCode ? await response.Content.ReadAsStreamAsync(cancellation) : throw new CommandException(await ProblemOf(response, cancellation));
    }

    public static string ToText<T>(T value) => JsonSerializer.Serialize(value, Indented);

    public async ValueTask DisposeAsync()
    {
        if (_http.IsValueCreated)
        {
            Http.Dispose();
        }

        if (_own is not null)
        {
            await _own.DisposeAsync();
        }
    }

    private static async Task<AnswerClient> StartOwnAsync(string data, string? planFolder, CancellationToken cancellation)
    {
        var (plan, problem) = PlanFolderReader.Read(planFolder);
        if (problem is not null)
        {
            throw new CommandException(problem);
        }

        using var waiting = Waiting.For($"opening {data}", TimeProvider.System);
        try
        {
            var options = new ServerOptions { Data = data, Plan = planFolder, Http = new(System.Net.IPAddress.Loopback, 0), IsForQuestions = true, Token = KeyText.Once() };
            var server = await UpshotServer.StartAsync(options, plan, TimeProvider.System, LogLevel.Error, cancellation);
            return new(server.Address, server, options.Token);
        }
        catch (StoreException e)
        {
            throw new CommandException(e.Message);
        }
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellation, HttpCompletionOption until = HttpCompletionOption.ResponseContentRead)
    {
        using var waiting = Waiting.For("waiting for the answer", TimeProvider.System);
        try
        {
            return await Http.SendAsync(request, until, cancellation);
        }
        catch (HttpRequestException e)
        {
            throw new CommandException($"The server at {Address} does not answer: {e.Message}");
        }
        catch (TaskCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new CommandException($"The server at {Address} took longer than {s_patience.TotalMinutes:0} minutes to answer.");
        }
    }

    private static async Task<T> ReadAsync<T>(HttpResponseMessage response, CancellationToken cancellation)
    {
        using (response)
        {
            var missing = response.Headers.TryGetValues(MissingHeader.Name, out var said) ? string.Join(", ", said) : null;
            return Read<T>((int)response.StatusCode, missing, await response.Content.ReadAsByteArrayAsync(cancellation));
        }
    }

    private static T Read<T>(int status, string? missing, ReadOnlySpan<byte> body)
    {
        if (missing is not null)
        {
            Console.Error.WriteLine($"Not in this answer: {missing}. upshot status says why.");
        }

        if (status is < 200 or >= 300)
        {
            throw new CommandException(ProblemOf(status, Encoding.UTF8.GetString(body)));
        }

        try
        {
            return JsonSerializer.Deserialize<T>(body, Json)!;
        }
        catch (JsonException e)
        {
            throw new CommandException($"What answers there is no Upshot server, or one of another version: {e.Message}");
        }
    }

    private static async Task<string> ProblemOf(HttpResponseMessage response, CancellationToken cancellation) =>
        ProblemOf((int)response.StatusCode, await response.Content.ReadAsStringAsync(cancellation));

    private static string ProblemOf(int status, string text)
    {
        try
        {
            return JsonDocument.Parse(text).RootElement.GetProperty("title").GetString() ?? text;
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return $"The server answered {status}: {text.Trim()}";
        }
    }

    private static Uri AddressOf(string text) =>
        Uri.TryCreate(text.Contains("://", StringComparison.Ordinal) ? text : $"http://{text}", UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"
            ? uri
            : throw new CommandException($"--server \"{text}\" is not an address. Write http://HOST:PORT.");

    private LoopbackAnswer? Ask(string path, TimeSpan patience, CancellationToken cancellation)
    {
        using var waiting = Waiting.For("waiting for the answer", TimeProvider.System);
        return LoopbackGet.Ask(new Uri(Address, path), _token, patience, cancellation);
    }

    private bool IsReady(CancellationToken cancellation) => Ask("/readyz", TimeSpan.FromSeconds(2), cancellation) is { Status: 200 };

    private static JsonSerializerOptions MakeJson()
    {
        var json = new JsonSerializerOptions(JsonSerializerDefaults.Web) { TypeInfoResolver = JsonTypeInfoResolver.Combine(AskedOften.Default, new DefaultJsonTypeInfoResolver()) };
        Api.Configure(json);
        return json;
    }
}
