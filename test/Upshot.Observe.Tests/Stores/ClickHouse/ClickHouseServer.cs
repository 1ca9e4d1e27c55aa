using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Upshot.Observe.Stores.ClickHouse;

namespace Upshot.Observe.Tests.Stores.ClickHouse;

/// <summary>A real ClickHouse with a folder of its own. It can be killed and started again.</summary>
internal sealed class ClickHouseServer : IAsyncDisposable
{
    private const int Seconds = 3600;
    private static readonly SemaphoreSlim s_oneInstall = new(1);
    private static readonly string s_folder = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(ThisFile())!, "../../../clickhouse"));
    private readonly string _library;
    private readonly string _clusterConfiguration;
    private Process? _process;

    private ClickHouseServer(string library, int httpPort, int tcpPort, string clusterConfiguration) => (_library, HttpPort, TcpPort, _clusterConfiguration) = (library, httpPort, tcpPort, clusterConfiguration);

    public int HttpPort { get; }

    public int TcpPort { get; }

    public string Directory { get; } = Path.Combine(Path.GetTempPath(), "upshot-clickhouse-" + Path.GetRandomFileName());

    public ClickHouseHost Host => new("127.0.0.1", (ushort)HttpPort);

    /// <summary>One server. Skips the test, with the reason, where none can be had.</summary>
    public static async Task<ClickHouseServer> StartAsync()
    {
        var server = new ClickHouseServer(await LibraryAsync(), FreePort(), FreePort(), "");
        await server.StartProcessAsync();
        return server;
    }

    /// <summary>A cluster of shards with one server each.</summary>
    public static async Task<ClickHouseServer[]> StartClusterAsync(string name, int shards)
    {
        var library = await LibraryAsync();
        var ports = Enumerable.Range(0, shards).Select(_ => (Http: FreePort(), Tcp: FreePort())).ToList();
        var configuration = $"<remote_servers><{name}>{string.Concat(ports.Select(p => $"<shard><replica><host>127.0.0.1</host><port>{p.Tcp}</port></replica></shard>"))}</{name}></remote_servers>";
        var servers = ports.Select(p => new ClickHouseServer(library, p.Http, p.Tcp, configuration)).ToArray();
        await Task.WhenAll(servers.Select(s => s.StartProcessAsync()));
        return servers;
    }

    /// <summary>Starts it on what it held when it ended.</summary>
    public async Task StartProcessAsync()
    {
        System.IO.Directory.CreateDirectory(Directory);
        var configuration = Path.Combine(Directory, "config.xml");
        await File.WriteAllTextAsync(configuration, $"<clickhouse><logger><level>error</level></logger><mark_cache_size>67108864</mark_cache_size>{_clusterConfiguration}</clickhouse>", TestContext.Current.CancellationToken);
        var start = new ProcessStartInfo("dotnet") { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        string[] arguments =
        [
            Program(), _library, "--config-file", configuration, "--path", Path.Combine(Directory, "data"), "--listen_host", "127.0.0.1", "--http_port", $"{HttpPort}", "--tcp_port", $"{TcpPort}",
            "-q", $"SYSTEM START LISTEN HTTP; SYSTEM START LISTEN TCP; SELECT sleepEachRow(1) FROM numbers({Seconds}) SETTINGS function_sleep_max_microseconds_per_block = 0, max_block_size = 1 FORMAT Null",
        ];
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        _process = Process.Start(start)!;
        var errors = _process.StandardError.ReadToEndAsync();
        _ = _process.StandardOutput.ReadToEndAsync();
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(2) };
        for (var until = Stopwatch.StartNew(); !await AnswersAsync(http);)
        {
            Assert.False(_process.HasExited, _process.HasExited ? $"ClickHouse ended: {await errors}" : "");
            Assert.True(until.Elapsed < TimeSpan.FromSeconds(60), "ClickHouse does not answer within a minute.");
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>As a power cut would, but for what the disk has not written.</summary>
    public async Task KillAsync()
    {
        if (_process is { } process)
        {
            _process = null;
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
            process.Dispose();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        System.IO.Directory.Delete(Directory, recursive: true);
    }

    private async Task<bool> AnswersAsync(HttpClient http)
    {
        try
        {
            return await http.GetStringAsync($"http://127.0.0.1:{HttpPort}/ping", TestContext.Current.CancellationToken) == "Ok.\n";
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            return false;
        }
    }

    private static async Task<string> LibraryAsync()
    {
        await s_oneInstall.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            Assert.SkipUnless(OperatingSystem.IsLinux(), "The library of chdb is installed for Linux.");
            if (Find() is { } there)
            {
                return there;
            }

            var start = new ProcessStartInfo("npm", ["ci", "--ignore-scripts"]) { WorkingDirectory = s_folder, RedirectStandardOutput = true, RedirectStandardError = true };
            try
            {
                using var install = Process.Start(start)!;
                var output = install.StandardOutput.ReadToEndAsync();
                var errors = await install.StandardError.ReadToEndAsync();
                await install.WaitForExitAsync();
                Assert.SkipWhen(install.ExitCode != 0 || Find() is null, $"npm ci failed in test/clickhouse: {errors}{await output}");
            }
            catch (System.ComponentModel.Win32Exception e)
            {
                Assert.Skip($"npm is not installed: {e.Message}");
            }

            return Find()!;
        }
        finally
        {
            s_oneInstall.Release();
        }
    }

    private static string? Find() => Path.Combine(s_folder, "node_modules", "@chdb") is var folder && System.IO.Directory.Exists(folder)
        ? System.IO.Directory.GetFiles(folder, "libchdb.so", SearchOption.AllDirectories).FirstOrDefault()
        : null;

    // Beside the tests, or where it was built: bin/CONFIGURATION/FRAMEWORK there as here.
    private static string Program()
    {
        const string Name = "Upshot.ClickHouseServer.dll";
        var here = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        return Path.Combine(here.FullName, Name) is var beside && File.Exists(beside) ? beside : Path.Combine(s_folder, "bin", here.Parent!.Name, here.Name, Name);
    }

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
