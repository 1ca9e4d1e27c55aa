using System.Diagnostics;

namespace Upshot.Tests.Running;

/// <summary>What a program left behind when it ended.</summary>
internal sealed record Ended(int Code, string Output, string Errors);

/// <summary>The real program: its commands in this process where only what they print and their exit code matter, and as child processes.</summary>
internal static class UpshotProgram
{
    // They go on until they are told to stop, or are no commands.
    private static readonly string[] s_ownProcess = ["serve", "ingest", "demo", "mcp", "--version"];

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private static readonly string Dll = Path.Combine(AppContext.BaseDirectory, "upshot.dll");

    /// <summary>Runs <c>upshot</c> to its end, in this process where that makes no difference.</summary>
    public static async Task<Ended> Run(params string[] arguments)
    {
        if (!ThisProcess.IsLikeAChild || s_ownProcess.Contains(arguments.FirstOrDefault()) || IsOfAProcess(arguments))
        {
            return await RunProcess(arguments);
        }

        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(Patience);
        return await ThisProcess.Run(arguments, patience.Token).WaitAsync(2 * Patience, TestContext.Current.CancellationToken);
    }

    /// <summary>Runs <c>upshot</c> to its end as a child process.</summary>
    public static Task<Ended> RunProcess(params string[] arguments) => Run(arguments, null, new Dictionary<string, string>());

    /// <summary>Runs <c>upshot</c> in a folder to its end, as a child process.</summary>
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

    /// <summary>Whether a variable of the environment is for the program.</summary>
    public static bool IsSetting(string name) => name.StartsWith("UPSHOT_", StringComparison.Ordinal) || name.StartsWith("OTEL_", StringComparison.Ordinal);

    // What verify starts prints to the output of the whole process, and help names the process.
    private static bool IsOfAProcess(string[] arguments) => arguments.Contains("--help") || (arguments is ["verify", ..] && arguments.Contains("--"));

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
        foreach (var name in start.Environment.Keys.Where(IsSetting).ToList())
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
