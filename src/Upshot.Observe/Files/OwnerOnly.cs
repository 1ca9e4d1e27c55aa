using System.Runtime.InteropServices;

namespace Upshot.Observe.Files;

/// <summary>
/// Telemetry holds what people do: the data directory is for the account that the server runs under and nobody else. Folders
/// have the mode 0700, files 0600. On Windows the folder's access list says who may read.
/// </summary>
public static partial class OwnerOnly
{
    private const UnixFileMode ReadWrite = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>From now on, everything that this process makes is for its account alone: also what DuckDB makes by itself.</summary>
    public static void FromNowOn()
    {
        if (!OperatingSystem.IsWindows())
        {
            const uint groupAndOthers = 0b000_111_111;
            _ = SetMask(groupAndOthers);
        }
    }

    internal static void Folder(string path) => Set(path, ReadWrite | UnixFileMode.UserExecute);

    internal static void File(string path) => Set(path, ReadWrite);

    /// <summary>The directory with all that is in it: what an earlier version or a restored copy left open.</summary>
    internal static void Everything(string directory)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        Folder(directory);
        var all = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint, IgnoreInaccessible = true };
        foreach (var folder in Directory.EnumerateDirectories(directory, "*", all))
        {
            Folder(folder);
        }

        foreach (var file in Directory.EnumerateFiles(directory, "*", all))
        {
            File(file);
        }
    }

    private static void Set(string path, UnixFileMode mode)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        try
        {
            if (System.IO.File.GetUnixFileMode(path) != mode)
            {
                System.IO.File.SetUnixFileMode(path, mode);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Another account's file, or one that is gone by now: whoever owns it decides.
        }
    }

    [LibraryImport("libc", EntryPoint = "umask")]
    private static partial uint SetMask(uint mask);
}
