using System.Runtime.CompilerServices;

namespace Upshot.Plan.Tests.Schema;

/// <summary>
/// Files that the program writes and the repository keeps. They are compared with what the program would write now;
/// UPSHOT_UPDATE=1 rewrites them instead.
/// </summary>
internal static class Generated
{
    public static void IsFresh(string path, string now)
    {
        var file = Path.Combine(Root(), path);
        if (Environment.GetEnvironmentVariable("UPSHOT_UPDATE") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, now);
        }

        Assert.True(File.Exists(file), $"{path} is not there; run the tests with UPSHOT_UPDATE=1");
        Assert.True(File.ReadAllText(file).ReplaceLineEndings("\n") == now, $"{path} is stale; run the tests with UPSHOT_UPDATE=1");
    }

    public static string Read(string path) => File.ReadAllText(Path.Combine(Root(), path)).ReplaceLineEndings("\n");

    public static string Root([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", ".."));
}
