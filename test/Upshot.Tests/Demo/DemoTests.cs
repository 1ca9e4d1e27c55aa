using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Upshot.Observe.Tests.Stores.ClickHouse;
using Upshot.Tests.Generate;

namespace Upshot.Tests.Demo;

public sealed class DemoTests
{
    [Fact]
    public async Task The_demo_ships_its_releases_judges_them_and_leaves_nothing_behind()
    {
        var temporary = Directory.CreateTempSubdirectory("demo-test-");
        using var demo = Start(temporary.FullName, "demo", "--seconds", "5", "--rate", "20", "--storefronts", "2", "--instances", "1");
        var (output, errors) = await Read(demo);

        Assert.True(demo.ExitCode == 0, $"{output}{errors}");
        foreach (var text in (string[])["Release 1.1 against 1.0", "Release 1.2 against 1.1", "latency_p95 of product-page", "critical path", "Budgets", "checkout-works"])
        {
            Assert.Contains(text, output);
        }

        // The service in Python joins where its packages are, and the path of a list goes through it.
        Assert.Equal(HasPython, output.Contains("Release 1.3 against 1.2", StringComparison.Ordinal));
        Assert.Equal(HasPython, output.Contains("[recommendations] recommendations.rank", StringComparison.Ordinal));
        Assert.Empty(temporary.EnumerateFileSystemInfos());
        Assert.Empty(ChildrenThatKnow(temporary.FullName));
        temporary.Delete();
    }

    [Fact]
    public async Task The_demo_judges_its_releases_over_a_ClickHouse_too()
    {
        await using var clickHouse = await ClickHouseServer.StartAsync();
        var temporary = Directory.CreateTempSubdirectory("demo-test-");
        using var demo = Start(temporary.FullName, "demo", "--seconds", "5", "--rate", "20", "--storefronts", "2", "--instances", "1", "--store", $"clickhouse://default@{clickHouse.Host}/demo");
        var (output, errors) = await Read(demo);

        Assert.True(demo.ExitCode == 0, $"{output}{errors}");
        foreach (var text in (string[])["Release 1.1 against 1.0", "Release 1.2 against 1.1", "latency_p95 of product-page", "critical path", "Budgets", "checkout-works"])
        {
            Assert.Contains(text, output);
        }

        using var http = new HttpClient();
        Assert.NotEqual("0", (await http.GetStringAsync($"http://{clickHouse.Host}/?query=SELECT+count()+FROM+demo.spans", TestContext.Current.CancellationToken)).Trim());
        temporary.Delete();
    }

    [Fact]
    public async Task A_demo_that_is_stopped_leaves_nothing_behind()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no SIGTERM.");
        var temporary = Directory.CreateTempSubdirectory("demo-test-");
        using var demo = Start(temporary.FullName, "demo", "--storefronts", "1", "--instances", "1");
        await demo.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
        using var kill = Process.Start("kill", ["-TERM", $"{demo.Id}"]);
        var (_, errors) = await Read(demo);

        Assert.Equal(1, demo.ExitCode);
        Assert.Equal("Stopped; nothing is left running.", errors.Trim());
        Assert.Empty(temporary.EnumerateFileSystemInfos());
        Assert.Empty(ChildrenThatKnow(temporary.FullName));
        temporary.Delete();
    }

    [Fact]
    public async Task A_busy_port_is_named()
    {
        using var busy = new TcpListener(IPAddress.Loopback, 0);
        busy.Start();
        var port = ((IPEndPoint)busy.LocalEndpoint).Port;
        using var demo = Start(Path.GetTempPath(), "demo", "--port", $"{port}");
        var (_, errors) = await Read(demo);

        Assert.Equal(1, demo.ExitCode);
        Assert.Contains($"{port}", errors);
        Assert.Contains("Choose another port with --port", errors);
    }

    private static bool HasPython { get; } = File.Exists(Path.Combine(Tools.PythonFolder, "complete"));

    private static Process Start(string temporary, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in (string[])[Path.Combine(AppContext.BaseDirectory, "upshot.dll"), .. arguments])
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment["PYTHONPATH"] = Path.Combine(Tools.PythonFolder, "site");
        start.Environment["UPSHOT_PYTHON"] = HasPython ? "python3" : "no-python";
        start.Environment["TMPDIR"] = start.Environment["TEMP"] = start.Environment["TMP"] = temporary;
        return Process.Start(start)!;
    }

    private static async Task<(string Output, string Errors)> Read(Process process)
    {
        var cancel = TestContext.Current.CancellationToken;
        var output = process.StandardOutput.ReadToEndAsync(cancel);
        var errors = process.StandardError.ReadToEndAsync(cancel);
        await process.WaitForExitAsync(cancel);
        return (await output, await errors);
    }

    // Every process of the demo inherits the folder of temporary files, which no other process has.
    private static IEnumerable<string> ChildrenThatKnow(string temporary)
    {
        if (!OperatingSystem.IsLinux())
        {
            yield break;
        }

        foreach (var process in Directory.EnumerateDirectories("/proc").Where(p => Path.GetFileName(p).All(char.IsDigit)))
        {
            string environment;
            try
            {
                environment = File.ReadAllText(Path.Combine(process, "environ"));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                continue;
            }

            if (environment.Contains(temporary, StringComparison.Ordinal))
            {
                yield return process;
            }
        }
    }
}
