using System.Runtime.InteropServices;
using Upshot.Tests.Running;

namespace Upshot.Tests.Packaging;

/// <summary>The packages of this platform, built once by <c>packaging/build.sh</c> for all tests that install them.</summary>
public sealed class BuiltPackages : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    private Ended? _ended;

    /// <summary>Where they are.</summary>
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

        var environment = new Dictionary<string, string> { ["MSBUILDDISABLENODEREUSE"] = "1" };
        string[] kinds = OperatingSystem.IsLinux() ? ["library", "wheel", "tool", "image"] : ["library", "wheel", "tool"];
        _ended = await UpshotProgram.Run(UpshotProgram.StartInfo("bash", [Repository.PathTo("packaging/build.sh"), "--check", .. kinds, Platform], environment), Patience);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>The one package of this name. Skips where it cannot be built here (exit code 3), and fails where it should have been.</summary>
    public string The(string pattern)
    {
        Assert.SkipWhen(_ended is null, "Packages are built by a shell script.");
        var said = $"packaging/build.sh: {_ended!.Output}{_ended.Errors}";
        Assert.True(_ended.Code is 0 or 3, said);
        var found = Directory.GetFiles(Folder, pattern);
        Assert.SkipWhen(found.Length == 0 && _ended.Code == 3, said);
        return Assert.Single(found);
    }
}

[CollectionDefinition(Name)]
public sealed class PackagesCollection : ICollectionFixture<BuiltPackages>
{
    public const string Name = "packages";
}
