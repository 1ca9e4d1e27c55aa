using System.Diagnostics;

namespace Upshot.Tests.Running;

/// <summary>What a program left behind when it ended.</summary>
internal sealed record Ended(int Code, string Output, string Errors);

/// <summary>The real program as a child process.</summary>
internal static class UpshotProgram
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private static readonly string Dll = Path.Combine(AppContext.BaseDirectory, "upshot.dll");

    /// <summary>Runs <c>upshot</c> to its end.</summary>
    public static Task<Ended> Run(params string[] arguments) => Run(arguments, null, new Dictionary<string, string>());

    /// <summary>Runs <c>upshot</c> in a folder to its end.</summary>
    public static Task<Ended> RunIn(string folder, params string[] arguments) => Run(arguments, folder, new Dictionary<string, string>());

    public static Task<Ended> Run(IEnumerable<string> arguments, string? folder, IReadOnlyDictionary<string, string> environment) =>
        Run(StartInfo(arguments, environment, folder));

    /// <summary>Runs any program to its end; <paramref name="limit"/> null: two minutes.</summary>
    public static async Task<Ended> Run(ProcessStartInfo start, TimeSpan? limit = null)
    {
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(limit ?? Patience);
        using var stop = patience.Token.Register(() => process.Kill(entireProcessTree: true));
        var output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        var errors = process.StandardError.ReadToEndAsync(CancellationToken.None);
        await process.WaitForExitAsync(CancellationToken.None);
        try
        {
            var ended = new Ended(process.ExitCode, await output.WaitAsync(patience.Token), await errors.WaitAsync(patience.Token));
            return patience.IsCancellationRequested ? throw new TimeoutException($"{Command(start)} did not end. It said: {ended.Output}{ended.Errors}") : ended;
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"{Command(start)} did not end, or something that it started still has its output.");
        }
    }

    private static string Command(ProcessStartInfo start) => $"{start.FileName} {string.Join(' ', start.ArgumentList)}";

    public static ProcessStartInfo StartInfo(IEnumerable<string> arguments, IReadOnlyDictionary<string, string> environment, string? folder = null) =>
        StartInfo("dotnet", [Dll, .. arguments], environment, folder);

    public static ProcessStartInfo StartInfo(string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string> environment, string? folder = null)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder ?? "",
        };

        // What the person who runs the tests has set is not what they are about.
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("UPSHOT_", StringComparison.Ordinal) || name.StartsWith("OTEL_", StringComparison.Ordinal)).ToList())
        {
            start.Environment.Remove(name);
        }

        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return start;
    }
}
