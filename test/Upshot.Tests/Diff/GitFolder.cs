using System.Diagnostics;
using Upshot.Tests.Running;

namespace Upshot.Tests.Diff;

/// <summary>A git repository with a plan in a folder of it, which goes away with the test.</summary>
internal sealed class GitFolder : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public GitFolder() => Git("init", "--quiet", "--initial-branch=main");

    public string Path => _folder.Path;

    public string Plan => _folder["plan"];

    public void Write(string file, string text)
    {
        var path = System.IO.Path.Combine(Plan, file);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }

    public void Commit()
    {
        Git("add", "--all");
        Git("-c", "user.name=test", "-c", "user.email=test@example.org", "commit", "--quiet", "--message=change");
    }

    public void Git(params string[] arguments)
    {
        using var git = Process.Start(new ProcessStartInfo("git", ["-C", Path, .. arguments]) { RedirectStandardError = true })!;
        var error = git.StandardError.ReadToEnd();
        git.WaitForExit();
        Assert.True(git.ExitCode == 0, error);
    }

    public void Dispose() => _folder.Dispose();
}
