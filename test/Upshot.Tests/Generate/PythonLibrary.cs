using Upshot.Tests.Running;

namespace Upshot.Tests.Generate;

/// <summary>The library as an installation leaves it: the package, and what it says that it is for.</summary>
internal static class PythonLibrary
{
    /// <summary>Answers with the folder that belongs onto the import path.</summary>
    public static string Install(TemporaryFolder folder)
    {
        Directory.CreateDirectory(folder["site/upshot_instrument-0.1.0.dist-info"]);
        Directory.CreateSymbolicLink(folder["site/upshot"], Repository.PathTo("python/upshot"));
        File.WriteAllText(folder["site/upshot_instrument-0.1.0.dist-info/METADATA"], "Metadata-Version: 2.1\nName: upshot-instrument\nVersion: 0.1.0\n");
        File.WriteAllText(
            folder["site/upshot_instrument-0.1.0.dist-info/entry_points.txt"],
            "[opentelemetry_distro]\nupshot = upshot.distro:UpshotDistro\n[opentelemetry_configurator]\nupshot = upshot.distro:UpshotConfigurator\n");
        return folder["site"];
    }
}
