using System.Text;
using Upshot.Observe.Stores.DuckDb.Questions.AdHoc;
using Upshot.Plan;

namespace Upshot.RunbookRuns;

/// <summary>
/// What a database said of a plan's questions, kept in the user's cache folder: while neither the plan nor the program changes, it need not be opened again,
/// which costs as much as all else of <c>upshot check</c>. A cache that cannot be read or written is as good as none. Beside each file's answers stands
/// their hash, so that what was cut or changed is asked again.
/// </summary>
internal static class KnownAnswers
{
    private const string Columns = "columns", Problem = "problem";
    private const UnixFileMode OnlyMine = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const int MostBytes = 1024 * 1024;
    private static readonly TimeSpan s_kept = TimeSpan.FromDays(30);

    /// <param name="cache">Where they are kept; null: the user's cache folder.</param>
    public static IReadOnlyList<PlannedAnswer> Of(ProductPlan plan, IReadOnlyList<string> questions, string? cache = null)
    {
        if (questions.Count == 0)
        {
            return [];
        }

        if ((cache ?? Folder(Environment.GetEnvironmentVariable)) is not { } folder)
        {
            return PlannedQuestions.Check(plan, questions);
        }

        var file = Path.Combine(folder, Key(plan, questions));
        if (Read(file, questions.Count) is { } known)
        {
            return known;
        }

        var answers = PlannedQuestions.Check(plan, questions);
        Write(folder, file, answers);
        return answers;
    }

    /// <summary>The user's cache folder for it; null: there is none, as for a user without a home.</summary>
    public static string? Folder(Func<string, string?> environment)
    {
        if (environment("XDG_CACHE_HOME") is { Length: > 0 } set && Path.IsPathFullyQualified(set))
        {
            return Path.Combine(set, "upshot", "questions");
        }

        var home = OperatingSystem.IsWindows() ? environment("LOCALAPPDATA") : environment("HOME");

        // A home that is not there is not made.
        return Path.IsPathFullyQualified(home ?? "") && Directory.Exists(home)
            ? Path.Combine(home, OperatingSystem.IsWindows() ? "" : OperatingSystem.IsMacOS() ? "Library/Caches" : ".cache", "upshot", "questions")
            : null;
    }

    /// <summary>What an answer rests on: the plan, the questions with their times, and this build of the program.</summary>
    private static string Key(ProductPlan plan, IReadOnlyList<string> questions) => Hash(string.Join('\0', [Build(), plan.Digest, .. questions]));

    private static string Build() => Encoding.Latin1.GetString(typeof(PlannedQuestions).Module.ModuleVersionId.ToByteArray());

    private static string Hash(string text) => Sha256.Hex(Encoding.UTF8.GetBytes(text));

    /// <summary>Null: not known, or not as it was written.</summary>
    private static List<PlannedAnswer>? Read(string file, int count)
    {
        try
        {
            // Neither a pipe, which would be waited for, nor what somebody made endless.
            if (new FileInfo(file) is not { Exists: true, LinkTarget: null, Length: > 0 and <= MostBytes })
            {
                return null;
            }

            var text = File.ReadAllText(file);
            var at = text.IndexOf('\n');
            if (at < 0 || text[..at] != Hash(text[(at + 1)..]))
            {
                return null;
            }

            var answers = text[(at + 1)..].Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => Answer(line.Split('\t'))).OfType<PlannedAnswer>().ToList();
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

    private static void Write(string folder, string file, IReadOnlyList<PlannedAnswer> answers)
    {
        if (answers.Any(a => a.Columns.Append(a.Problem ?? "").Any(text => text.AsSpan().ContainsAny('\t', '\n', '\r'))))
        {
            return;
        }

        try
        {
            var made = OperatingSystem.IsWindows() ? Directory.CreateDirectory(folder) : Directory.CreateDirectory(folder, OnlyMine);
            var text = string.Concat(answers.Select(a => string.Join('\t', a.Problem is null ? a.Columns.Prepend(Columns) : [Problem, a.Problem]) + "\n"));

            // Whole or not at all, whoever else writes or reads it now.
            var unfinished = $"{file}.{Guid.NewGuid():N}";
            File.WriteAllText(unfinished, $"{Hash(text)}\n{text}");
            File.Move(unfinished, file, overwrite: true);
            foreach (var old in made.EnumerateFiles().Where(f => TimeProvider.System.GetUtcNow() - f.LastWriteTimeUtc > s_kept))
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
