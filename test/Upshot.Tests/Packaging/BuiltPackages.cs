using System.Runtime.InteropServices;
using Upshot.Tests.Running;

namespace Upshot.Tests.Packaging;

/// <summary>The packages of this platform, built once by <c>packaging/build.sh</c> for all tests that install them.</summary>
public sealed class BuiltPackages : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    private readonly Dictionary<string, string> _failures = [];

    /// <summary>Where they are; empty before they are built.</summary>
    public string Folder { get; } = Repository.PathTo("artifacts/packages");

    public static string Platform { get; } =
        (OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : "linux") + (RuntimeInformation.OSArchitecture == Architecture.Arm64 ? "-arm64" : "-x64");

    public async ValueTask InitializeAsync()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        // What an earlier run left is not what is tested.
        if (Directory.Exists(Folder))
        {
            Directory.Delete(Folder, recursive: true);
        }

        await Build("wheel", "--check", "library", "wheel", "tool");
        if (OperatingSystem.IsLinux())
        {
            await Build("image", "image");
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>Fails, or skips where what it takes cannot be had here, when this kind was not built.</summary>
    public void Need(string kind)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Packages are built by a shell script.");
        if (_failures.TryGetValue(kind, out var said))
        {
            Assert.SkipWhen(said.StartsWith("3:", StringComparison.Ordinal), $"The packages cannot be built here: {said[2..]}");
            Assert.Fail(said);
        }
    }

    private async Task Build(string kind, params string[] kinds)
    {
        var environment = new Dictionary<string, string> { ["MSBUILDDISABLENODEREUSE"] = "1" };
        var start = UpshotProgram.StartInfo("bash", [Repository.PathTo("packaging/build.sh"), .. kinds, Platform], environment);
        var ended = await UpshotProgram.Run(start, Patience);
        if (ended.Code != 0)
        {
            _failures[kind] = $"{(ended.Code == 3 ? "3:" : "")}{ended.Output}{ended.Errors}";
        }
    }
}

[CollectionDefinition(Name)]
public sealed class PackagesCollection : ICollectionFixture<BuiltPackages>
{
    public const string Name = "packages";
}
