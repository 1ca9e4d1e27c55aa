using System.Runtime.InteropServices;

namespace Upshot.Observe.Files;

/// <summary>Makes the names in a folder durable: a new or renamed file survives a crash only once its folder is flushed.</summary>
internal static partial class Folders
{
    public static void Flush(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            // NTFS journals names itself, and a folder cannot be opened as a file.
            return;
        }

        const int readOnly = 0;
        var descriptor = Open(folder, readOnly);
        if (descriptor < 0)
        {
            throw new IOException($"The folder {folder} cannot be opened.");
        }

        var failed = FSync(descriptor) != 0;
        Close(descriptor);
        if (failed)
        {
            throw new IOException($"The folder {folder} cannot be written to the disk.");
        }
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync")]
    private static partial int FSync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}
