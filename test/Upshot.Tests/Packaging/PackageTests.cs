using System.Diagnostics;
using System.Net;
using System.Runtime.InteropServices;
using Upshot.Tests.Running;

namespace Upshot.Tests.Packaging;

/// <summary>The tool as a stranger gets it: packed, installed from a folder without any other source, and run.</summary>
public sealed class PackageTests
{
    private static readonly Dictionary<string, string> Environment = new()
    {
        ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1",
        ["DOTNET_NOLOGO"] = "1",

        // Build servers that stay would hold the test run up.
        ["MSBUILDDISABLENODEREUSE"] = "1",
        ["DOTNET_ROOT"] = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..")),
    };

    [Fact]
    public async Task The_packed_tool_installs_from_a_folder_checks_serves_and_knows_the_shop()
    {
        using var folder = new TemporaryFolder();
        await Dotnet(folder.Path, "pack", Repository.PathTo("src/Upshot"), "-c", Repository.Configuration, "--no-build", "-o", folder["packages"]);
        await Dotnet(folder.Path, "tool", "install", "upshot", "--tool-path", folder["tools"], "--source", folder["packages"]);
        var upshot = Path.Combine(folder["tools"], OperatingSystem.IsWindows() ? "upshot.exe" : "upshot");

        var version = await UpshotProgram.Run(UpshotProgram.StartInfo(upshot, ["--version"], Environment, folder.Path));
        Assert.Equal((0, ""), (version.Code, version.Errors));
        Assert.StartsWith("0.1.0", version.Output);
        var check = await UpshotProgram.Run(UpshotProgram.StartInfo(upshot, ["check", Repository.PathTo("sample/Shop/plan")], Environment, folder.Path));
        Assert.True(check.Code == 0, check.Output + check.Errors);

        await using (var server = await RunningServer.StartProgram(upshot, folder["data"], Repository.PathTo("sample/Shop/plan"), Environment))
        {
            Assert.Equal(HttpStatusCode.OK, (await server.Get("/readyz")).StatusCode);
            Assert.Equal(HttpStatusCode.OK, (await server.Get("/")).StatusCode);
            await TwoReleases.Fill(server);
            Assert.Equal("1440", (await server.Query("SELECT count(*)::VARCHAR FROM spans"))[0][0].GetString());
            Assert.Equal(0, await server.Terminate());
        }

        await AssertDemoStarts(upshot, folder.Path);
    }

    /// <summary>It says so once the services of its first release run; the whole of it is tested elsewhere.</summary>
    private static async Task AssertDemoStarts(string upshot, string folder)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no SIGTERM to end the demo with.");
        using var demo = Process.Start(UpshotProgram.StartInfo(upshot, ["demo"], Environment, folder))!;
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        using var stop = patience.Token.Register(() => demo.Kill(entireProcessTree: true));
        var errors = demo.StandardError.ReadToEndAsync(CancellationToken.None);
        var said = "";
        while (!said.Contains("1.0", StringComparison.Ordinal) && await demo.StandardOutput.ReadLineAsync(CancellationToken.None) is { } line)
        {
            said += line + "\n";
        }

        using var kill = Process.Start("kill", ["-TERM", $"{demo.Id}"]);
        await demo.StandardOutput.ReadToEndAsync(CancellationToken.None);
        await demo.WaitForExitAsync(CancellationToken.None);
        Assert.True(said.Contains("1.0", StringComparison.Ordinal), said + await errors);
        Assert.Equal("Stopped; nothing is left running.", (await errors).Trim());
    }

    private static async Task Dotnet(string folder, params string[] arguments)
    {
        var ended = await UpshotProgram.Run(UpshotProgram.StartInfo("dotnet", arguments, Environment, folder));
        Assert.True(ended.Code == 0, $"dotnet {string.Join(' ', arguments)}: {ended.Output}{ended.Errors}");
    }
}
