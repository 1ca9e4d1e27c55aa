using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Upshot.Demo;

internal static class Signals
{
    private const int Sigterm = 15;

    /// <summary>Asks a process to end. Windows has no way to ask; there its standard input has to do.</summary>
    public static void Terminate(Process process)
    {
        if (!OperatingSystem.IsWindows() && !process.HasExited)
        {
            _ = Kill(process.Id, Sigterm);
        }
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static extern int Kill(int process, int signal);
}
