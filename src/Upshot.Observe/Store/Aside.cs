namespace Upshot.Observe.Store;

/// <summary>Moves files out of the way without ever deleting or overwriting one.</summary>
internal static class Aside
{
    /// <summary>Answers where the file is now, relative to the data directory.</summary>
    public static string Move(StoreOptions options, string path, string folder)
    {
        var into = Path.Combine(options.Directory, folder);
        Directory.CreateDirectory(into);
        var name = Path.GetFileName(path);
        for (var copy = 0; ; copy++)
        {
            var free = Path.Combine(into, copy == 0 ? name : $"{name}.{copy}");
            if (File.Exists(free) || Directory.Exists(free))
            {
                continue;
            }

            Directory.Move(path, free);
            Folders.Flush(into);
            Folders.Flush(Path.GetDirectoryName(path)!);
            return Path.GetRelativePath(options.Directory, free);
        }
    }
}
