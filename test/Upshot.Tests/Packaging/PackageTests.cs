using System.Runtime.InteropServices;
using Upshot.Tests.Running;

namespace Upshot.Tests.Packaging;

/// <summary>The tool as a stranger gets it: packed for one platform, installed from a folder without any other source, and run.</summary>
[Collection(PackagesCollection.Name)]
public sealed class PackageTests(BuiltPackages packages)
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
        packages.The($"Upshot.{BuiltPackages.Platform}.*.nupkg");
        using var folder = new TemporaryFolder();
        var install = await UpshotProgram.Run(UpshotProgram.StartInfo("dotnet", ["tool", "install", "upshot", "--tool-path", folder["tools"], "--source", packages.Folder], Environment, folder.Path));
        Assert.True(install.Code == 0, install.Output + install.Errors);
        var upshot = new InstalledProgram(Path.Combine(folder["tools"], "upshot"), folder.Path, Environment);

        await upshot.KnowsItsVersionAndChecksAPlan();
        await upshot.Serves();
        await upshot.StartsTheDemo();
        Assert.InRange(SizeOf(folder["tools"]), 1, 150_000_000);
    }

    private static long SizeOf(string folder) =>
        Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Where(file => !file.EndsWith(".nupkg", StringComparison.Ordinal)).Sum(file => new FileInfo(file).Length);
}
