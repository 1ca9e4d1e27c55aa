using Upshot.Decide.SampleFiles;

namespace Upshot.Commands;

/// <summary>One side of a comparison of samples: a file, or a folder whose files belong together, each the run of a process for tools that measure in one.</summary>
internal static class SampleSource
{
    private static readonly string[] Kinds = [".csv", ".tsv", ".txt", ".json", ".ndjson", ".jsonl"];

    /// <summary>Null when it cannot be read; then <paramref name="error"/> has been told.</summary>
    public static SampleReading? Read(string path, SampleNames names, TextWriter error)
    {
        var files = new List<(Stream Content, string Name)>();
        try
        {
            if (!Directory.Exists(path))
            {
                files.Add((File.OpenRead(path), path));
                return SampleFile.Read(files, names);
            }

            foreach (var file in Directory.EnumerateFiles(path).Where(f => Kinds.Contains(Path.GetExtension(f).ToLowerInvariant())).Order(StringComparer.Ordinal))
            {
                files.Add((File.OpenRead(file), file));
            }

            if (files.Count == 0)
            {
                error.WriteLine($"{path}: the folder holds no file of samples ({string.Join(", ", Kinds)}).");
                return null;
            }

            return SampleFile.Read(files, names);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            error.WriteLine(UserFile.Unreadable(path, e));
            return null;
        }
        finally
        {
            files.ForEach(f => f.Content.Dispose());
        }
    }
}
