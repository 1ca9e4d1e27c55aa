using System.Diagnostics;
using System.Text;
using Upshot.Tests.Running;

namespace Upshot.Tests.Generate;

/// <summary>A service that says where it listens, ends with its standard input, and sends its telemetry to a server.</summary>
internal sealed class ListeningProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly StringBuilder _errors = new();

    private ListeningProcess(Process process) => _process = process;

    public Uri Address { get; private set; } = null!;

    public static async Task<ListeningProcess> Start(string program, string[] arguments, string folder, RunningServer telemetry, Dictionary<string, string> environment)
    {
        var start = UpshotProgram.StartInfo(program, arguments, environment, folder);
        start.Environment["SHOP_EXIT_WITH_STDIN"] = "1";
        start.Environment["OTEL_EXPORTER_OTLP_ENDPOINT"] = telemetry.OtlpHttp.ToString();
        start.Environment["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf";
        var service = new ListeningProcess(Process.Start(start)!);
        service._process.ErrorDataReceived += (_, e) => service._errors.AppendLine(e.Data);
        service._process.BeginErrorReadLine();
        var line = await service._process.StandardOutput.ReadLineAsync().WaitAsync(Patience);
        Assert.True(line?.Contains(" listens on ", StringComparison.Ordinal), $"{program} {string.Join(' ', arguments)} said '{line}' and: {service._errors}");
        service.Address = new Uri(line!.Split(" listens on ")[1]);
        return service;
    }

    /// <summary>Ends it as its parent's end would; what it has not sent yet is sent then.</summary>
    public async Task End()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync().WaitAsync(Patience);
        Assert.True(_process.ExitCode == 0, _errors.ToString());
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }
}
