using Upshot.Plan.Keys;
using Upshot.Plan.Problems;
using Upshot.Plan.Read;
using Upshot.Plan.Yaml;

namespace Upshot.Plan.Folders;

/// <summary>Names folders and files beside upshot.yaml that belong into a plan and are read by nobody: nearly called as a part of it is, or declaring what stands in signals/.</summary>
internal static class FolderNames
{
    private const int Most = 1000;
    private static readonly string[] s_folders = ["signals", "releases", "runbooks"];

    public static void Check(string directory, ProblemList problems)
    {
        try
        {
            var names = new DirectoryInfo(directory).EnumerateDirectories().Take(Most).Select(d => d.Name).OrderBy(n => n, StringComparer.Ordinal).ToList();
            foreach (var name in names.Where(n => !s_folders.Contains(n, StringComparer.Ordinal)))
            {
                if (Suggestions.Of(name, s_folders) is { } likely && !(names.Contains(likely, StringComparer.Ordinal) && !IsOtherForm(name, likely)))
                {
                    problems.Add(new SourceLocation(name, 1, 1), Rules.UnknownFolder, $"The folder {Quote.Of(name)} is no part of a plan, so nothing in it is read.", $"Did you mean {likely}/?");
                }
            }

            foreach (var file in new DirectoryInfo(directory).EnumerateFiles().Take(Most).Where(f => f.Extension is ".yaml" or ".yml" && f.Name != UpshotFile.Name).OrderBy(f => f.Name, StringComparer.Ordinal))
            {
                if (PlanFolder.BeginsAsRegistry(file.FullName))
                {
                    problems.Add(new SourceLocation(file.Name, 1, 1), Rules.UnreadFile, $"{Quote.Of(file.Name)} declares signals or attributes, and nothing in it is read: it stands beside {UpshotFile.Name}.", "Move it into signals/.");
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // What cannot be listed is said where its files are looked for.
        }
    }

    // Beside signals/, signal/ and Signals/ are mistakes, and sigils/ is somebody's own.
    private static bool IsOtherForm(string name, string folder)
    {
        var lower = name.ToLowerInvariant();
        return lower == folder || lower + "s" == folder || lower == folder + "s";
    }
}
