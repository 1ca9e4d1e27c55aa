using Upshot.Decide;

namespace Upshot.Backfill;

/// <summary>The files that are meant by what somebody wrote: files, and folders with all that is in them, in the order of their names.</summary>
internal static class PastFiles
{
    public static IReadOnlyList<string> Of(IEnumerable<string> paths, List<FileProblem> problems)
    {
        var files = new List<string>();
        foreach (var path in paths)
        {
            if (File.Exists(path))
            {
                files.Add(path);
            }
            else if (Directory.Exists(path))
            {
                var inside = Directory.GetFiles(path, "*", SearchOption.AllDirectories).Where(f => !Path.GetFileName(f).StartsWith('.')).Order(StringComparer.Ordinal).ToList();
                files.AddRange(inside);
                if (inside.Count == 0)
                {
                    problems.Add(new(path, "The folder holds no file.", "Name the folder with the exported telemetry."));
                }
            }
            else
            {
                problems.Add(new(path, "There is no such file or folder.", "Name files or folders with exported telemetry."));
            }
        }

        return files;
    }
}
