using Upshot.Decide;

namespace Upshot.Commands;

/// <summary>Reading a file that the user named, and telling what is wrong with it.</summary>
internal static class UserFile
{
    private const int MostShown = 50;

    /// <summary>Null when it cannot be read; then <paramref name="error"/> has been told.</summary>
    public static byte[]? Read(FileInfo file, TextWriter error)
    {
        try
        {
            return File.ReadAllBytes(file.FullName);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            error.WriteLine(e is FileNotFoundException or DirectoryNotFoundException ? $"{file}: there is no such file." : $"{file}: cannot be read. {e.Message}");
            return null;
        }
    }

    public static void Report(IReadOnlyList<FileProblem> problems, TextWriter error)
    {
        foreach (var problem in problems.Take(MostShown))
        {
            error.WriteLine(problem);
        }

        if (problems.Count > MostShown)
        {
            error.WriteLine($"… and {problems.Count - MostShown} more problems.");
        }
    }
}
