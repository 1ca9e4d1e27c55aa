using System.Diagnostics;
using System.Text;

namespace Upshot.Shop.Tests;

/// <summary>One service of the Shop, as a real process on a free port.</summary>
internal sealed class ShopProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly StringBuilder _errors = new();

    private ShopProcess(Process process) => Process = process;

    public Process Process { get; }
    public Uri Address { get; private set; } = new("http://127.0.0.1");
    public string Errors => _errors.ToString();

    /// <summary>Starts a service and waits until it listens.</summary>
    public static async Task<ShopProcess> Start(string service, Dictionary<string, string> environment, string urls = "http://127.0.0.1:0")
    {
        var shop = Run([service, "--urls", urls], environment);
        var line = await shop.Process.StandardOutput.ReadLineAsync().WaitAsync(Patience);
        Assert.True(line?.Contains(" listens on ", StringComparison.Ordinal), $"{service} said '{line}' and: {shop.Errors}");
        shop.Address = new Uri(line!.Split(" listens on ")[1]);
        return shop;
    }

    /// <summary>Starts the program with these arguments, and waits for nothing.</summary>
    public static ShopProcess Run(IEnumerable<string> arguments, Dictionary<string, string> environment)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "Shop.dll"));
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        // Nobody listens there unless a test says so: what is sent is lost at once.
        start.Environment["OTEL_EXPORTER_OTLP_ENDPOINT"] = "http://127.0.0.1:9";
        start.Environment["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf";

        // Nothing is measured here, and starts are many.
        start.Environment["DOTNET_TieredCompilation"] = "1";
        start.Environment["SHOP_EXIT_WITH_STDIN"] = "1";
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        var shop = new ShopProcess(Process.Start(start)!);
        shop.Process.ErrorDataReceived += (_, e) => shop._errors.AppendLine(e.Data);
        shop.Process.BeginErrorReadLine();
        return shop;
    }

    /// <summary>Ends the process's standard input, as a parent does that is gone, and answers with the exit code.</summary>
    public async Task<int> EndInput()
    {
        Process.StandardInput.Close();
        return await ExitCode();
    }

    public async Task<int> ExitCode()
    {
        await Process.WaitForExitAsync().WaitAsync(Patience);
        return Process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!Process.HasExited)
        {
            Process.Kill(entireProcessTree: true);
            await Process.WaitForExitAsync();
        }

        Process.Dispose();
    }
}
