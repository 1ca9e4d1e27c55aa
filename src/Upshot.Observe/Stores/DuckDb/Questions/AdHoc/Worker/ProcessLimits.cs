using System.Globalization;
using System.Runtime.InteropServices;

namespace Upshot.Observe.Stores.DuckDb.Questions.AdHoc.Worker;

/// <summary>
/// What the operating system does for the server against a question: the processor goes to everybody else first, and memory
/// ends before the machine's does. Where there is no such thing, DuckDB's own limits and the server's watch remain.
/// </summary>
internal static partial class ProcessLimits
{
    private const int Process = 0, LeastUrgent = 19, Data = 2;

    public static void StepBack()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        // On Linux niceness is a thread's; threads that are made later inherit it.
        foreach (var thread in Directory.GetDirectories("/proc/self/task"))
        {
            _ = SetPriority(Process, int.Parse(Path.GetFileName(thread), CultureInfo.InvariantCulture), LeastUrgent);
        }
    }

    /// <summary>An allocation beyond it fails, which DuckDB says as an error; what the process has now does not count.</summary>
    public static void LimitMemory(long bytes)
    {
        if (!OperatingSystem.IsLinux() || !Environment.Is64BitProcess)
        {
            return;
        }

        var all = new Limit { Soft = (ulong)(DataNow() + bytes), Hard = (ulong)(DataNow() + bytes) };
        _ = SetLimit(Data, in all);
    }

    /// <summary>Private writable memory, as the kernel counts it for the limit.</summary>
    private static long DataNow() =>
        long.Parse(File.ReadLines("/proc/self/status").First(line => line.StartsWith("VmData:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) << 10;

    private struct Limit
    {
        public ulong Soft, Hard;
    }

    [LibraryImport("libc", EntryPoint = "setpriority")]
    private static partial int SetPriority(int which, int who, int priority);

    [LibraryImport("libc", EntryPoint = "setrlimit")]
    private static partial int SetLimit(int resource, in Limit limit);
}
