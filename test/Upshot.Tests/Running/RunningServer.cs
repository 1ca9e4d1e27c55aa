using System.Net.Http.Json;
using System.Text.Json;

namespace Upshot.Tests.Running;

/// <summary>A server on free ports, and how it is asked.</summary>
internal abstract class RunningServer : IAsyncDisposable
{
    private static readonly HttpClient Client = new() { Timeout = TimeSpan.FromMinutes(5) };

    /// <summary>Pages and API.</summary>
    public Uri Http { get; protected set; } = null!;

    public string OtlpGrpc { get; protected set; } = "";

    public Uri OtlpHttp { get; protected set; } = null!;

    /// <summary>What it has said until now.</summary>
    public abstract string Errors { get; }

    /// <summary>Starts one in this process; <see cref="ServerProcess"/> is for tests of signals, crashes, exit codes and the command line.</summary>
    public static async Task<RunningServer> Start(string data, string? plan = null, IReadOnlyDictionary<string, string>? environment = null) =>
        await HostedServer.Host(data, plan, environment ?? new Dictionary<string, string>());

    /// <summary>Sends an OTLP/HTTP request with spans.</summary>
    public async Task<HttpResponseMessage> Post(byte[] json, string? token = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(OtlpHttp, "/v1/traces")) { Content = new ByteArrayContent(json) };
        request.Content.Headers.ContentType = new("application/json");
        request.Headers.Authorization = token is null ? null : new("Bearer", token);
        return await Client.SendAsync(request);
    }

    /// <summary>Sends a protobuf request with spans over gRPC; the answer's status is that of HTTP.</summary>
    public async Task<HttpResponseMessage> PostGrpc(byte[] protobuf, string? token = null)
    {
        // gRPC's frame: not compressed, then the length.
        byte[] frame = [0, .. BitConverter.GetBytes(System.Net.IPAddress.HostToNetworkOrder(protobuf.Length)), .. protobuf];
        using var request = new HttpRequestMessage(HttpMethod.Post, $"http://{OtlpGrpc}/opentelemetry.proto.collector.trace.v1.TraceService/Export")
        {
            Version = System.Net.HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(frame),
        };
        request.Content.Headers.ContentType = new("application/grpc");
        request.Headers.Authorization = token is null ? null : new("Bearer", token);
        return await Client.SendAsync(request);
    }

    public Task<HttpResponseMessage> Get(string path) => Client.GetAsync(new Uri(Http, path));

    public Task<HttpResponseMessage> Announce(string version) => Client.PostAsJsonAsync(new Uri(Http, "/api/v1/releases"), new { version });

    public Task<HttpResponseMessage> Seal() => Client.PostAsync(new Uri(Http, "/api/v1/seal"), null);

    /// <summary>The rows of a query, each a JSON array.</summary>
    public async Task<IReadOnlyList<JsonElement>> Query(string sql)
    {
        using var answer = await Client.PostAsJsonAsync(new Uri(Http, "/api/v1/query"), new { sql, rows = 1_000_000, timeoutSeconds = 300 });
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, text + Errors);
        return [.. JsonDocument.Parse(text).RootElement.GetProperty("rows").EnumerateArray()];
    }

    public abstract ValueTask DisposeAsync();
}
