using Upshot.Observe.Files;

namespace Upshot.Observe.Stores.DuckDb;

/// <summary>Puts files out of the way without ever deleting or overwriting one.</summary>
internal static class Aside
{
    /// <summary>Answers where the file is now, relative to the data directory.</summary>
    public static string Move(StoreOptions options, string path, string folder)
    {
        var free = FreePlace(options, path, folder);
        File.Move(path, free);
        Folders.Flush(Path.GetDirectoryName(free)!);
        Folders.Flush(Path.GetDirectoryName(path)!);
        return Path.GetRelativePath(options.Directory, free);
    }

    /// <summary>Answers where the copy is, relative to the data directory.</summary>
    public static string Copy(StoreOptions options, string path, string folder)
    {
        var free = FreePlace(options, path, folder);
        File.Copy(path, free);
        OwnerOnly.File(free);
        return Path.GetRelativePath(options.Directory, free);
    }

    private static string FreePlace(StoreOptions options, string path, string folder)
    {
        var into = Path.Combine(options.Directory, folder);
        Directory.CreateDirectory(into);
        OwnerOnly.Folder(into);
        var name = Path.GetFileName(path);
        for (var copy = 0; ; copy++)
        {
            var free = Path.Combine(into, copy == 0 ? name : $"{name}.{copy}");
            if (!File.Exists(free) && !Directory.Exists(free))
            {
                return free;
            }
        }
    }
}
