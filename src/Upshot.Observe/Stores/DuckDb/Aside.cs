using Upshot.Observe.Files;

namespace Upshot.Observe.Stores.DuckDb;

/// <summary>Puts what is in the way elsewhere, without ever deleting or overwriting anything.</summary>
internal static class Aside
{
    /// <summary>Answers where it is now, relative to the data directory.</summary>
    public static string Move(StoreOptions options, string path, string folder)
    {
        var free = FreePlace(options, path, folder);
        MoveAny(path, free);
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

    /// <summary>Folders and links too, which may lead to nothing.</summary>
    private static void MoveAny(string path, string free)
    {
        if (new FileInfo(path).LinkTarget is { } target)
        {
            File.CreateSymbolicLink(free, target);
            File.Delete(path);
        }
        else if (Directory.Exists(path))
        {
            Directory.Move(path, free);
        }
        else
        {
            File.Move(path, free);
        }
    }

    private static string FreePlace(StoreOptions options, string path, string folder)
    {
        var into = Path.Combine(options.Directory, folder);
        if (!Directory.Exists(into) && (File.Exists(into) || new FileInfo(into).LinkTarget is not null))
        {
            // Not even the place for what is in the way is what it must be.
            MoveAny(into, FreeName(into + ".1"));
        }

        Directory.CreateDirectory(into);
        OwnerOnly.Folder(into);
        return FreeName(Path.Combine(into, Path.GetFileName(path)));
    }

    private static string FreeName(string wanted)
    {
        for (var copy = 0; ; copy++)
        {
            var free = copy == 0 ? wanted : $"{wanted}.{copy}";
            if (!File.Exists(free) && !Directory.Exists(free) && new FileInfo(free).LinkTarget is null)
            {
                return free;
            }
        }
    }
}
