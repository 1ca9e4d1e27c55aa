using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Upshot.Observe.Tests.Receive;

/// <summary>Runs scripts of test/e2e-node; installs what they need the first time.</summary>
internal static class NodeProject
{
    private static readonly SemaphoreSlim OneInstall = new(1);

    private static readonly string Folder = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(ThisFile())!, "../../e2e-node"));

    /// <summary>Skips the test, with the reason, when Node.js or its packages cannot be had.</summary>
    public static async Task<(int ExitCode, string Output)> Run(string script, IReadOnlyDictionary<string, string> environment)
    {
        await OneInstall.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            var version = await Start("node", ["--version"], null);
            Assert.SkipWhen(version.ExitCode != 0, $"Node.js is not installed: {version.Output}");
            if (!Directory.Exists(Path.Combine(Folder, "node_modules")))
            {
                var install = await Start("npm", ["ci", "--ignore-scripts"], null);
                Assert.SkipWhen(install.ExitCode != 0, $"npm ci failed in test/e2e-node: {install.Output}");
            }
        }
        finally
        {
            OneInstall.Release();
        }

        return await Start("node", [script], environment);
    }

    private static async Task<(int ExitCode, string Output)> Start(string program, string[] arguments, IReadOnlyDictionary<string, string>? environment)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = Folder, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (key, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[key] = value;
        }

        try
        {
            using var process = Process.Start(start)!;
            var cancellation = TestContext.Current.CancellationToken;
            using var stop = cancellation.Register(() => process.Kill(entireProcessTree: true));
            var output = process.StandardOutput.ReadToEndAsync(cancellation);
            var errors = process.StandardError.ReadToEndAsync(cancellation);
            await process.WaitForExitAsync(cancellation);
            return (process.ExitCode, await output + await errors);
        }
        catch (System.ComponentModel.Win32Exception error)
        {
            return (-1, error.Message);
        }
    }

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
