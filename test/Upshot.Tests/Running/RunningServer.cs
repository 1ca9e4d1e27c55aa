using System.Diagnostics;
using System.Net.Http.Json;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Upshot.Tests.Running;

/// <summary><c>upshot serve</c> as a child process on free ports.</summary>
internal sealed partial class RunningServer : IAsyncDisposable
{
    private const int Sighup = 1, Sigterm = 15;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);
    private static readonly IReadOnlyDictionary<string, string> Nothing = new Dictionary<string, string>();
    private static readonly HttpClient Client = new() { Timeout = TimeSpan.FromMinutes(5) };

    private readonly Process _process;
    private readonly StringBuilder _errors = new();
    private readonly Task _errorsRead;

    private RunningServer(Process process)
    {
        _process = process;
        _errorsRead = ReadErrors();
    }

    public int ProcessId => _process.Id;

    /// <summary>Pages and API.</summary>
    public Uri Http { get; private set; } = null!;

    public string OtlpGrpc { get; private set; } = "";

    public Uri OtlpHttp { get; private set; } = null!;

    public string Errors
    {
        get
        {
            lock (_errors)
            {
                return _errors.ToString();
            }
        }
    }

    /// <summary>Starts a server and waits until it says that it is ready.</summary>
    public static Task<RunningServer> Start(string data, string? plan = null, IReadOnlyDictionary<string, string>? environment = null) =>
        Ready(Begin(data, plan, environment));

    /// <summary>As <see cref="Start"/>; null with what it said when it ended instead of becoming ready.</summary>
    public static async Task<(RunningServer? Server, string Errors)> TryStart(string data, IReadOnlyDictionary<string, string> environment)
    {
        var server = Begin(data, environment: environment);
        if (await server.IsReady())
        {
            return (server, "");
        }

        await server.DisposeAsync();
        return (null, server.Errors);
    }

    /// <summary>As <see cref="Start"/>, with another build of the program.</summary>
    public static Task<RunningServer> StartProgram(string program, string data, string plan, IReadOnlyDictionary<string, string> environment) =>
        Ready(new(Process.Start(UpshotProgram.StartInfo(program, Arguments(data, plan), WithParent(environment)))!));

    private static async Task<RunningServer> Ready(RunningServer server)
    {
        if (!await server.IsReady())
        {
            Assert.Fail($"The server did not become ready. It said: {server.Errors}");
        }

        return server;
    }

    /// <summary>Of one that was begun: true when it says that it is ready.</summary>
    public Task<bool> UntilReady() => IsReady();

    /// <summary>False: it has ended.</summary>
    private async Task<bool> IsReady()
    {
        var line = await _process.StandardOutput.ReadLineAsync().WaitAsync(Patience);
        var ready = ReadyLine().Match(line ?? "");
        if (!ready.Success)
        {
            await _process.WaitForExitAsync().WaitAsync(Patience);
            await _errorsRead;
            return false;
        }

        (Http, OtlpGrpc, OtlpHttp) = (new Uri(ready.Groups[1].Value), ready.Groups[2].Value, new Uri($"http://{ready.Groups[3].Value}"));
        return true;
    }

    /// <summary>Starts a server and waits for nothing.</summary>
    public static RunningServer Begin(string data, string? plan = null, IReadOnlyDictionary<string, string>? environment = null) =>
        new(Process.Start(UpshotProgram.StartInfo(Arguments(data, plan), WithParent(environment ?? Nothing)))!);

    /// <summary>As <c>kill -9</c>: no chance to do anything more.</summary>
    public async Task Kill()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>As a service manager ends it; answers with the exit code.</summary>
    public async Task<int> Terminate()
    {
        Assert.Equal(0, SendSignal(_process.Id, Sigterm));
        await _process.WaitForExitAsync().WaitAsync(Patience);
        await _errorsRead;
        return _process.ExitCode;
    }

    /// <summary>As a person who has changed the plan's files.</summary>
    public void HangUp() => Assert.Equal(0, SendSignal(_process.Id, Sighup));

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

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await Kill();
        }

        await _errorsRead;
        _process.Dispose();
    }

    private static string[] Arguments(string data, string? plan) =>
        ["serve", "--data", data, "--http", "127.0.0.1:0", "--otlp-grpc", "127.0.0.1:0", "--otlp-http", "127.0.0.1:0", .. plan is null ? [] : new[] { "--plan", plan }];

    /// <summary>A test run that is ended leaves no server behind.</summary>
    private static Dictionary<string, string> WithParent(IReadOnlyDictionary<string, string> environment) => new(environment) { ["UPSHOT_EXIT_WITH_STDIN"] = "1" };

    private async Task ReadErrors()
    {
        while (await _process.StandardError.ReadLineAsync() is { } line)
        {
            lock (_errors)
            {
                _errors.AppendLine(line);
            }
        }
    }

    [GeneratedRegex(@"^Upshot is ready: (http://\S+)  \(OTLP: gRPC (\S+), HTTP (\S+);")]
    private static partial Regex ReadyLine();

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int SendSignal(int process, int signal);
}
