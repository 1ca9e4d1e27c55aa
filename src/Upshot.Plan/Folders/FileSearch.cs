using Upshot.Plan.Problems;
using Upshot.Plan.Yaml;

namespace Upshot.Plan.Folders;

/// <summary>Looks for files below a folder, in the order of their names; bounded, so that a search from / ends.</summary>
internal sealed class FileSearch(string root, ProblemList problems)
{
    private const int MostEntries = 50_000;
    private const int MostLevels = 16;
    private int _entries;

    /// <summary>Paths relative to the root, with forward slashes.</summary>
    public List<string> Found { get; } = [];

    public void In(string folder, Func<string, bool> wanted) => In(folder, wanted, 0);

    private void In(string folder, Func<string, bool> wanted, int level)
    {
        var directory = new DirectoryInfo(Path.Combine(root, folder));
        if (!directory.Exists || level > MostLevels || (level == 0 && folder.Length > 0 && IsRefused(directory, folder)))
        {
            return;
        }

        foreach (var entry in Entries(directory, folder))
        {
            if (++_entries > MostEntries)
            {
                return;
            }

            var path = folder.Length == 0 ? entry.Name : $"{folder}/{entry.Name}";
            if (entry is FileInfo)
            {
                if (wanted(entry.Name) && Found.Count <= YamlLimits.Files && !IsRefused(entry, path))
                {
                    Found.Add(path);
                }
            }
            else if ((entry.Attributes & FileAttributes.ReparsePoint) == 0 && entry.Name[0] != '.')
            {
                In(path, wanted, level + 1);
            }
            else if (folder.Length > 0 && entry.Name[0] != '.')
            {
                // Links to folders are not followed: they can lead in a circle.
                IsRefused(entry, path);
            }
        }
    }

    /// <summary>Whether it is a link that must not be followed; that is said.</summary>
    public bool IsRefused(FileSystemInfo entry, string path)
    {
#if NET
        if (PlanLinks.Mistake(root, entry) is { } mistake)
        {
            problems.Add(new SourceLocation(path, 1, 1), Rules.UnsafeFile, mistake, "Put the file itself here, or a relative link to one of the same repository.");
            return true;
        }
#endif
        return false;
    }

    private IReadOnlyList<FileSystemInfo> Entries(DirectoryInfo directory, string folder)
    {
        try
        {
            return [.. directory.EnumerateFileSystemInfos().Take(MostEntries).OrderBy(e => e.Name, StringComparer.Ordinal)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            problems.Add(new SourceLocation(folder, 1, 1), Rules.FileUnreadable, $"The folder cannot be read: {Quote.Clip(e.Message.Replace(root, "").TrimEnd('.'))}.", "Check that you may read it.");
            return [];
        }
    }
}
