using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;

namespace Upshot.Tests.Running;

/// <summary><c>upshot serve</c> as a child process on free ports.</summary>
internal sealed partial class ServerProcess : RunningServer
{
    private const int Sighup = 1, Sigterm = 15, Sigcont = 18, Sigstop = 19;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);
    private static readonly IReadOnlyDictionary<string, string> Nothing = new Dictionary<string, string>();

    private readonly Process _process;
    private readonly StringBuilder _errors = new();
    private readonly Task _errorsRead;

    private ServerProcess(Process process)
    {
        _process = process;
        _errorsRead = ReadErrors();
    }

    public int ProcessId => _process.Id;

    public override string Errors
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
    public static new Task<ServerProcess> Start(string data, string? plan = null, IReadOnlyDictionary<string, string>? environment = null) =>
        Ready(Begin(data, plan, environment));

    /// <summary><c>upshot ingest</c>, likewise.</summary>
    public static Task<ServerProcess> StartIngest(string data, string plan, IReadOnlyDictionary<string, string> environment) =>
        Ready(new(Process.Start(UpshotProgram.StartInfo(["ingest", .. Arguments(data, plan).Skip(1)], WithParent(environment)))!));

    /// <summary><c>upshot serve --read-only</c>, likewise; it has no addresses for telemetry.</summary>
    public static Task<ServerProcess> StartReadOnly(string data, string plan, IReadOnlyDictionary<string, string> environment) =>
        Ready(new(Process.Start(UpshotProgram.StartInfo([.. Arguments(data, plan), "--read-only"], WithParent(environment)))!));

    /// <summary>As <see cref="Start"/>; null with what it said when it ended instead of becoming ready.</summary>
    public static async Task<(ServerProcess? Server, string Errors)> TryStart(string data, IReadOnlyDictionary<string, string> environment)
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
    public static Task<ServerProcess> StartProgram(string program, string data, string plan, IReadOnlyDictionary<string, string> environment) =>
        Ready(new(Process.Start(UpshotProgram.StartInfo(program, Arguments(data, plan), WithParent(environment)))!));

    private static async Task<ServerProcess> Ready(ServerProcess server)
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

        Http = new Uri(ready.Groups[1].Value);
        if (ready.Groups[2].Success)
        {
            (OtlpGrpc, OtlpHttp) = (ready.Groups[2].Value, new Uri($"http://{ready.Groups[3].Value}"));
        }

        return true;
    }

    /// <summary>Starts a server and waits for nothing.</summary>
    public static ServerProcess Begin(string data, string? plan = null, IReadOnlyDictionary<string, string>? environment = null) =>
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

    /// <summary>As a machine that is suspended, and goes on.</summary>
    public void StandStill() => Assert.Equal(0, SendSignal(_process.Id, Sigstop));

    public void GoOn() => Assert.Equal(0, SendSignal(_process.Id, Sigcont));

    /// <summary>As a person who has changed the plan's files.</summary>
    public void HangUp() => Assert.Equal(0, SendSignal(_process.Id, Sighup));

    public override async ValueTask DisposeAsync()
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

    [GeneratedRegex(@"^Upshot is ready: (http://\S+)  \((?:OTLP: gRPC (\S+), HTTP (\S+)|read-only);")]
    private static partial Regex ReadyLine();

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int SendSignal(int process, int signal);
}
