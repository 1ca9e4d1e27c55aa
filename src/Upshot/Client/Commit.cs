using System.ComponentModel;
using System.Diagnostics;

namespace Upshot.Client;

/// <summary>What git says of the current directory.</summary>
internal static class Commit
{
    /// <summary>Null without git, or outside a checkout.</summary>
    public static string? CheckedOut()
    {
        try
        {
            using var git = Process.Start(new ProcessStartInfo("git", ["rev-parse", "--short=12", "HEAD"]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            var commit = git.StandardOutput.ReadToEnd().Trim();
            git.WaitForExit();
            return git.ExitCode == 0 && commit.Length > 0 ? commit : null;
        }
        catch (Win32Exception)
        {
            return null;
        }
    }
}
