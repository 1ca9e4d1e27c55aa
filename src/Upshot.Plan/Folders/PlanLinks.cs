#if NET
namespace Upshot.Plan.Folders;

/// <summary>Where links of a plan may lead: to a regular file of the same repository, by a way that is the same in every copy of it.</summary>
internal static class PlanLinks
{
    private const int MostLinks = 40;

    /// <summary>What is wrong with a link; null: it may be followed.</summary>
    /// <param name="root">The plan's folder.</param>
    public static string? Mistake(string root, FileSystemInfo link)
    {
        if (link.LinkTarget is not { } target)
        {
            return null;
        }

        if (Path.IsPathRooted(target))
        {
            return $"It is a link to {Quote(target)}: an absolute path is another file on another machine.";
        }

        var repository = RepositoryOf(Real(Path.GetFullPath(root)) ?? root);
        var real = Real(link.FullName);
        return real is null ? $"It is a link to {Quote(target)}, which is not there or leads in a circle."
            : !IsInside(repository, real) ? $"It is a link to {Quote(target)}, outside of {Quote(Path.GetFileName(repository.TrimEnd('/')))}: another copy of the repository does not have it."
            : Directory.Exists(real) ? $"It is a link to the folder {Quote(target)}; only links to files are followed."
            : null;
    }

    private static string Quote(string path) => Yaml.Quote.Of(path);

    private static string RepositoryOf(string folder)
    {
        for (var above = folder; above is not null; above = Path.GetDirectoryName(above))
        {
            if (Directory.Exists(Path.Combine(above, ".git")) || File.Exists(Path.Combine(above, ".git")))
            {
                return above;
            }
        }

        return folder;
    }

    private static bool IsInside(string folder, string path) => path.StartsWith(folder.TrimEnd(Path.DirectorySeparatorChar) + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    /// <summary>The path without any link in it; null: part of it is not there.</summary>
    private static string? Real(string path)
    {
        var left = MostLinks;
        return Real(path, ref left);
    }

    private static string? Real(string path, ref int left)
    {
        var real = Path.GetPathRoot(path)!;
        var parts = path.Substring(real.Length).Split(Path.DirectorySeparatorChar);
        for (var i = 0; i < parts.Length; i++)
        {
            if (parts[i].Length == 0)
            {
                continue;
            }

            var next = Path.Combine(real, parts[i]);
            FileSystemInfo entry = Directory.Exists(next) ? new DirectoryInfo(next) : new FileInfo(next);
            if (entry.LinkTarget is { } target)
            {
                if (left-- == 0 || Real(Path.GetFullPath(target, real), ref left) is not { } led)
                {
                    return null;
                }

                real = led;
            }
            else if (entry.Exists || File.Exists(next))
            {
                real = next;
            }
            else
            {
                return null;
            }
        }

        return real;
    }
}
#endif
