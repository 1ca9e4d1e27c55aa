using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;

namespace Upshot.Bench;

/// <summary>The program as users run it, watched from outside.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private static readonly HttpClient Http = new() { Timeout = TimeSpan.FromMinutes(5) };
    private readonly Process _process;

    private ServerProcess(Process process, int http, int otlp, TimeSpan start)
    {
        (_process, HttpPort, OtlpPort, StartTime) = (process, http, otlp, start);
    }

    public int HttpPort { get; }

    public int OtlpPort { get; }

    /// <summary>From the start of the process to the first "ready".</summary>
    public TimeSpan StartTime { get; }

    public static async Task<ServerProcess> StartAsync(string program, string data, string? plan = null)
    {
        var (http, grpc, otlp) = (FreePort(), FreePort(), FreePort());
        // What users install is compiled ahead; a build's upshot.dll is not, and takes twice as long to start.
        var isBuilt = program.EndsWith(".dll", StringComparison.Ordinal);
        List<string> arguments = [.. isBuilt ? [program] : Array.Empty<string>(), "serve", "--data", data, "--http", $"{http}", "--otlp-grpc", $"{grpc}", "--otlp-http", $"{otlp}"];
        if (plan is not null)
        {
            arguments.AddRange(["--plan", plan]);
        }

        var clock = Stopwatch.StartNew();
        var process = Process.Start(new ProcessStartInfo(isBuilt ? "dotnet" : program, arguments) { RedirectStandardOutput = true })!;
        process.BeginOutputReadLine();
        while (!await IsReadyAsync(http))
        {
            if (process.HasExited)
            {
                throw new InvalidOperationException("The server ended before it was ready.");
            }

            await Task.Delay(10);
        }

        return new(process, http, otlp, clock.Elapsed);
    }

    public double CpuSeconds()
    {
        _process.Refresh();
        return _process.TotalProcessorTime.TotalSeconds;
    }

    /// <summary>The largest resident memory so far, in MB.</summary>
    public double PeakMegabytes() => Megabytes("VmHWM");

    /// <summary>Resident memory now, in MB.</summary>
    public double ResidentMegabytes() => Megabytes("VmRSS");

    /// <summary>Of it what the process has for itself, in MB: the rest is files, which the system takes back whenever it needs room.</summary>
    public double OwnMegabytes() => Megabytes("RssAnon") + Megabytes("RssShmem");

    public Task SealAsync() => Http.PostAsync($"http://127.0.0.1:{HttpPort}/api/v1/seal", null);

    public async Task<JsonElement> GetAsync(string path) => await Http.GetFromJsonAsync<JsonElement>($"http://127.0.0.1:{HttpPort}{path}");

    public Task<string> TextAsync(string path) => Http.GetStringAsync($"http://127.0.0.1:{HttpPort}{path}");

    public async Task<JsonElement> QueryAsync(string sql)
    {
        using var response = await Http.PostAsJsonAsync($"http://127.0.0.1:{HttpPort}/api/v1/query", new { sql });
        var text = await response.Content.ReadAsStringAsync();
        return response.IsSuccessStatusCode ? JsonDocument.Parse(text).RootElement : throw new InvalidOperationException(text);
    }

    /// <summary>Median of several runs after a warm-up, in milliseconds.</summary>
    public static async Task<double> MedianMillis(Func<Task> question, int runs = 9)
    {
        await question();
        var times = new List<double>();
        for (var i = 0; i < runs; i++)
        {
            var clock = Stopwatch.StartNew();
            await question();
            times.Add(clock.Elapsed.TotalMilliseconds);
        }

        return times.Order().ElementAt(runs / 2);
    }

    public async ValueTask DisposeAsync()
    {
        using (var kill = Process.Start("kill", [_process.Id.ToString(CultureInfo.InvariantCulture)]))
        {
            await kill.WaitForExitAsync();
        }

        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private double Megabytes(string what) =>
        double.Parse(File.ReadLines($"/proc/{_process.Id}/status").First(l => l.StartsWith(what, StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1000;

    private static async Task<bool> IsReadyAsync(int port)
    {
        try
        {
            return (await Http.GetAsync($"http://127.0.0.1:{port}/readyz")).IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
