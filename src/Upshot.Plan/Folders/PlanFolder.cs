using System.Text;
using Upshot.Plan.Problems;
using Upshot.Plan.Read;
using Upshot.Plan.Yaml;

namespace Upshot.Plan.Folders;

/// <summary>Finds the files of a plan on disk and reads them as text.</summary>
internal static class PlanFolder
{
    private static readonly UTF8Encoding s_strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static List<PlanFile> ReadPlan(string directory, ProblemList problems)
    {
        var search = new FileSearch(directory, problems);
        var main = new FileInfo(Path.Combine(directory, UpshotFile.Name));
        if (main.Exists && !search.IsRefused(main, UpshotFile.Name))
        {
            search.Found.Add(UpshotFile.Name);
        }

        FolderNames.Check(directory, problems);
        search.In("signals", IsYaml);
        search.In("releases", IsYaml);
        search.In("runbooks", IsMarkdown);
        search.In("templates", IsText);
        return Load(directory, search.Found, problems);
    }

    public static List<PlanFile> ReadSignals(string directory, ProblemList problems)
    {
        var search = new FileSearch(directory, problems);
        search.In("", IsYaml);
        return Load(directory, search.Found, problems);
    }

    public static bool HoldsSignals(string directory)
    {
        var search = new FileSearch(directory, new ProblemList());
        search.In("", IsYaml);
        return search.Found.Any(path => BeginsAsRegistry(Path.Combine(directory, path)));
    }

    /// <summary>Looks for the first key of a registry file before any other key.</summary>
    public static bool BeginsAsRegistry(string path)
    {
        try
        {
            return RegularFile.Read(path) is { } bytes && bytes.Length <= YamlLimits.FileBytes && FirstKey(Encoding.UTF8.GetString(bytes)) is ("groups" or "file_format");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static string FirstKey(string text)
    {
        foreach (var line in text.Split('\n').Take(200))
        {
            if (line.Length > 0 && char.IsLetter(line[0]))
            {
                return line.Split(':')[0];
            }
        }

        return "";
    }

    private static List<PlanFile> Load(string directory, List<string> paths, ProblemList problems)
    {
        var files = new List<PlanFile>();
        var total = 0L;
        foreach (var path in paths)
        {
            if (files.Count == YamlLimits.Files || total > YamlLimits.TotalBytes)
            {
                Refuse(path, $"The plan has more than {YamlLimits.Files:N0} files or {YamlLimits.TotalBytes >> 20} MB; this file and those after it are not read.", "Split the plan, or move what does not belong to it elsewhere.", problems);
                break;
            }

            if (Text(directory, path, problems) is { } text)
            {
                files.Add(new PlanFile(path, text));
                total += text.Length;
            }
        }

        return files;
    }

    private static string? Text(string directory, string path, ProblemList problems)
    {
        try
        {
            var file = new FileInfo(Path.Combine(directory, path));
            if (RegularFile.Read(file.FullName) is not { } bytes)
            {
                problems.Add(new SourceLocation(path, 1, 1), Rules.UnsafeFile, "It is no regular file, but a pipe or a device.", "Put a file of text here.");
                return null;
            }

            if (bytes.Length > YamlLimits.FileBytes)
            {
                Refuse(path, $"The file has {file.Length:N0} bytes; at most {YamlLimits.FileBytes:N0} are read.", "Split it.", problems);
                return null;
            }

            return Decode(path, bytes, problems);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Refuse(path, $"The file cannot be read: {Quote.Clip(e.Message.Replace(directory, "").TrimEnd('.'))}.", "Check that it is a file and that you may read it.", problems);
            return null;
        }
    }

    internal static string? Decode(string path, byte[] bytes, ProblemList problems)
    {
        if (Begins(bytes, 0xFF, 0xFE) || Begins(bytes, 0xFE, 0xFF))
        {
            Refuse(path, "The file is UTF-16.", "Save it as UTF-8.", problems);
            return null;
        }

        var start = Begins(bytes, 0xEF, 0xBB, 0xBF) ? 3 : 0;
        try
        {
            return s_strict.GetString(bytes, start, bytes.Length - start);
        }
        catch (DecoderFallbackException e)
        {
            var before = bytes.Take(start + Math.Max(0, e.Index)).ToList();
            var line = 1 + before.Count(b => b == '\n');
            var column = before.Count - (before.LastIndexOf((byte)'\n') + 1) + 1;
            problems.Add(new SourceLocation(path, line, column), Rules.FileUnreadable, "The file is not valid UTF-8.", "Save it as UTF-8.");
            return null;
        }
    }

    private static void Refuse(string path, string message, string remedy, ProblemList problems) =>
        problems.Add(new SourceLocation(path, 1, 1), Rules.FileUnreadable, message, remedy);

    private static bool Begins(byte[] bytes, params byte[] mark)
    {
        var same = 0;
        while (same < mark.Length && same < bytes.Length && bytes[same] == mark[same])
        {
            same++;
        }

        return same == mark.Length;
    }

    private static bool IsYaml(string name) => name.EndsWith(".yaml", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".yml", StringComparison.OrdinalIgnoreCase);

    private static bool IsText(string name) => IsMarkdown(name) || name.EndsWith(".txt", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".json", StringComparison.OrdinalIgnoreCase);

    private static bool IsMarkdown(string name) => name.EndsWith(".md", StringComparison.OrdinalIgnoreCase);
}
