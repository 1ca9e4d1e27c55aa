using System.ComponentModel;
using System.Diagnostics;

namespace Upshot.Demo;

/// <summary>The Shop's service in Python, which joins where Python has what it takes.</summary>
internal sealed record PythonShop(string Python, string Folder)
{
    private const string Needs = "import flask, opentelemetry.sdk, opentelemetry.exporter.otlp.proto.http, opentelemetry.instrumentation.flask";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public string Program => Path.Combine(Folder, "main.py");

    /// <summary>What the service adds to the Shop's plan: its signals, and the release that is about it.</summary>
    public string PlanToJoin => Path.Combine(Folder, "joins");

    /// <summary>What its modules are found by; the library travels with the Shop, whether it is installed or not.</summary>
    public static string ImportPath(string folder) =>
        string.Join(Path.PathSeparator, new[] { Path.Combine(folder, "library"), Environment.GetEnvironmentVariable("PYTHONPATH") }.Where(path => !string.IsNullOrEmpty(path)));

    /// <summary>Null: there is no Python, or it lacks Flask or OpenTelemetry. UPSHOT_PYTHON names another than the one on the PATH.</summary>
    public static async Task<PythonShop?> Find(CancellationToken cancel)
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "shop", "recommendations");
        if (!File.Exists(Path.Combine(folder, "main.py")))
        {
            return null;
        }

        var named = Environment.GetEnvironmentVariable("UPSHOT_PYTHON") is { Length: > 0 } python ? python : null;
        foreach (var candidate in named is null ? ["python3", "python"] : (string[])[named])
        {
            if (await Runs(candidate, folder, cancel))
            {
                return new(candidate, folder);
            }
        }

        return null;
    }

    private static async Task<bool> Runs(string python, string folder, CancellationToken cancel)
    {
        var start = new ProcessStartInfo(python, ["-c", Needs]) { RedirectStandardError = true, RedirectStandardOutput = true };
        start.Environment["PYTHONPATH"] = ImportPath(folder);
        try
        {
            using var process = Process.Start(start)!;
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            patience.CancelAfter(Patience);
            try
            {
                await Task.WhenAll(process.StandardError.ReadToEndAsync(patience.Token), process.StandardOutput.ReadToEndAsync(patience.Token), process.WaitForExitAsync(patience.Token));
                return process.ExitCode == 0;
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
                cancel.ThrowIfCancellationRequested();
                return false;
            }
        }
        catch (Win32Exception)
        {
            // There is none by this name.
            return false;
        }
    }
}
