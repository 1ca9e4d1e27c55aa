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
            error.WriteLine(Unreadable($"{file}", e));
            return null;
        }
    }

    /// <summary>Why a file that the user named cannot be read, and what to do.</summary>
    public static string Unreadable(string file, Exception e) =>
        Directory.Exists(file) ? $"{file}: this is a folder. Name a file in it."
        : e is FileNotFoundException or DirectoryNotFoundException ? $"{file}: there is no such file. Name one that exists; relative names start from {Environment.CurrentDirectory}."
        : e is UnauthorizedAccessException ? $"{file}: cannot be read: permission is denied. Let this user read it."
        : $"{file}: cannot be read. {e.Message}";

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
