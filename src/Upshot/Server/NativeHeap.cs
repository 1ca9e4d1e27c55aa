using System.Runtime.InteropServices;

namespace Upshot.Server;

/// <summary>
/// How glibc keeps the memory that bodies of requests and DuckDB use. By default each thread has an arena of its own, and what is freed goes back to the system at once,
/// only to be faulted in again for the next request: a tenth and more of the processor time of intake. Other C libraries are left as they are.
/// </summary>
internal static class NativeHeap
{
    // Names and numbers as in malloc.h.
    private const int TrimThreshold = -1;
    private const int MmapThreshold = -3;
    private const int ArenaMax = -8;

    // The largest that glibc takes; what is larger is mapped for itself.
    private const int LargestOfHeap = 32 << 20;

    // As in jemalloc's manual: 4096 stands for all arenas.
    private static readonly byte[] s_purgeAll = "arena.4096.purge\0"u8.ToArray();

    /// <summary>Before the server's threads start: an arena is chosen at a thread's first allocation. One, since all others give a heap back whenever it is empty, whatever the threshold says.</summary>
    public static void KeepForReuse() => OnGlibc(() =>
    {
        _ = Set(ArenaMax, 1);
        _ = Set(MmapThreshold, LargestOfHeap);
        _ = Set(TrimThreshold, int.MaxValue);
    });

    /// <summary>Gives back to the system what is free, here and in DuckDB, whose jemalloc keeps what it freed until it is called again.</summary>
    public static void GiveBack()
    {
        OnGlibc(() => _ = Trim(0));
        OnGlibc(() => _ = Control(s_purgeAll, 0, 0, 0, 0));
    }

    private static void OnGlibc(Action call)
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        try
        {
            call();
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException)
        {
            // Another C library, or a DuckDB without jemalloc: they have their own way.
        }
    }

    [DllImport("libc", EntryPoint = "mallopt")]
    private static extern int Set(int parameter, int value);

    [DllImport("libc", EntryPoint = "malloc_trim")]
    private static extern int Trim(nuint pad);

    [DllImport("duckdb", EntryPoint = "duckdb_je_mallctl")]
    private static extern int Control(byte[] what, nint oldValue, nint oldLength, nint newValue, nuint newLength);
}
