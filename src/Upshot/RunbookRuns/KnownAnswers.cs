using System.Security.Cryptography;
using System.Text;
using Upshot.Observe.Stores.DuckDb.Questions.AdHoc;
using Upshot.Plan;

namespace Upshot.RunbookRuns;

/// <summary>
/// What a database said of a plan's questions, kept in the user's cache folder: while neither the plan nor the program changes, it need not be opened again,
/// which costs as much as all else of <c>upshot check</c>. A cache that cannot be read or written is as good as none.
/// </summary>
internal static class KnownAnswers
{
    private const string Columns = "columns", Problem = "problem";
    private static readonly TimeSpan s_kept = TimeSpan.FromDays(30);

    /// <param name="cache">Where they are kept; null: the user's cache folder.</param>
    public static IReadOnlyList<PlannedAnswer> Of(ProductPlan plan, IReadOnlyList<string> questions, string? cache = null)
    {
        if (questions.Count == 0)
        {
            return [];
        }

        var file = Path.Combine(cache ?? Folder(), Key(plan, questions));
        if (Read(file, questions.Count) is { } known)
        {
            return known;
        }

        var answers = PlannedQuestions.Check(plan, questions);
        Write(file, answers);
        return answers;
    }

    /// <summary>What an answer rests on: the plan, the questions with their times, and this build of the program.</summary>
    private static string Key(ProductPlan plan, IReadOnlyList<string> questions) => Convert.ToHexStringLower(
        SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\0', questions.Prepend(plan.Digest).Prepend(typeof(PlannedQuestions).Module.ModuleVersionId.ToString())))));

    private static string Folder()
    {
        var set = Environment.GetEnvironmentVariable("XDG_CACHE_HOME");
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        var caches = Path.IsPathRooted(set) ? set
            : OperatingSystem.IsWindows() ? Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData)
            : Path.Combine(home, OperatingSystem.IsMacOS() ? "Library/Caches" : ".cache");
        return Path.Combine(caches, "upshot", "questions");
    }

    /// <summary>Null: not known, or not as it was written.</summary>
    private static List<PlannedAnswer>? Read(string file, int count)
    {
        try
        {
            var answers = File.ReadAllLines(file).Select(line => line.Split('\t')).Select(Answer).OfType<PlannedAnswer>().ToList();
            return answers.Count == count ? answers : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static PlannedAnswer? Answer(string[] words) => words switch
    {
        [Columns, .. var names] => new(names, null),
        [Problem, var said] => new([], said),
        _ => null,
    };

    private static void Write(string file, IReadOnlyList<PlannedAnswer> answers)
    {
        if (answers.Any(a => a.Columns.Append(a.Problem ?? "").Any(text => text.AsSpan().ContainsAny('\t', '\n', '\r'))))
        {
            return;
        }

        try
        {
            var folder = Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            var unfinished = $"{file}.{Guid.NewGuid():N}";
            File.WriteAllLines(unfinished, answers.Select(a => string.Join('\t', a.Problem is null ? a.Columns.Prepend(Columns) : [Problem, a.Problem])));
            File.Move(unfinished, file, overwrite: true);
            foreach (var old in folder.EnumerateFiles().Where(f => TimeProvider.System.GetUtcNow() - f.LastWriteTimeUtc > s_kept))
            {
                old.Delete();
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The next check asks the database again.
        }
    }
}
