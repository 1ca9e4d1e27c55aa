using System.Runtime.InteropServices;

namespace Upshot.Verify;

/// <summary>Signals to processes; Windows has none, and there nothing is sent.</summary>
internal static class UnixSignals
{
    public const int HangUp = 1, Interrupt = 2, Quit = 3, Kill = 9, Terminate = 15;

    public static void Send(int process, int signal)
    {
        if (!OperatingSystem.IsWindows())
        {
            _ = SendSignal(process, signal);
        }
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static extern int SendSignal(int process, int signal);
}
