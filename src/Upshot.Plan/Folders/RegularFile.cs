using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Upshot.Plan.Yaml;

namespace Upshot.Plan.Folders;

/// <summary>Reads files without waiting for what is none: opening a named pipe would never end, and a device gives without end.</summary>
internal static class RegularFile
{
    private const int LinuxNonBlocking = 0x800, OtherNonBlocking = 0x4;

    /// <summary>At most one byte more than a plan's file may have; null: it is no regular file.</summary>
    /// <exception cref="IOException">It cannot be opened or read.</exception>
    public static byte[]? Read(string path)
    {
        using var stream = Open(path);
        if (!stream.CanSeek)
        {
            return null;
        }

        using var bytes = new MemoryStream();
        var buffer = new byte[81920];
        for (int read; bytes.Length <= YamlLimits.FileBytes && (read = stream.Read(buffer, 0, buffer.Length)) > 0;)
        {
            bytes.Write(buffer, 0, read);
        }

        // A device has no length of its own.
        return stream.Length == 0 && bytes.Length > 0 ? null : bytes.ToArray();
    }

    private static FileStream Open(string path)
    {
        if (RuntimeInformation.IsOSPlatform(OSPlatform.Windows))
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        }

        var handle = open(path, RuntimeInformation.IsOSPlatform(OSPlatform.Linux) ? LinuxNonBlocking : OtherNonBlocking);
        return handle >= 0
            ? new FileStream(new SafeFileHandle((IntPtr)handle, ownsHandle: true), FileAccess.Read)

            // The message is the one that opening it gives; a file that came back since is read.
            : File.Exists(path) && !IsPipe(Marshal.GetLastWin32Error()) ? new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite) : throw new IOException("It is not there, or no file.");
    }

    // ENXIO: nobody is at the other end, as of a socket.
    private static bool IsPipe(int error) => error == 6;

    [DllImport("libc", SetLastError = true, CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    private static extern int open([MarshalAs(UnmanagedType.LPStr)] string path, int flags);
}
