using Upshot.Observe.Stores.Questions;

namespace Upshot.Answers.Gates;

/// <summary>Releases that are rolled out now: versions that came within a day beside or after another one of their service, and still answer.</summary>
internal static class RollingOut
{
    private static readonly TimeSpan Young = TimeSpan.FromDays(1), InUse = TimeSpan.FromMinutes(10), Known = TimeSpan.FromDays(28);

    /// <summary>By version and environment, the youngest first; those that were found regressed are left out.</summary>
    public static async Task<IReadOnlyList<(string Version, string Environment)>> OfAsync(AnswerService asked, CancellationToken cancellation)
    {
        var seen = await asked.AskAsync(new VersionQuestion(new(asked.Now - Known, asked.Always.To)), cancellation);
        return [.. seen
            .Where(v => v.FirstSeen > asked.Now - Young && v.LastSeen > asked.Now - InUse && seen.Any(o => o.Service == v.Service && o.Environment == v.Environment && o.Version != v.Version && o.FirstSeen < v.FirstSeen))
            .OrderByDescending(v => v.FirstSeen).ThenBy(v => v.Version, StringComparer.Ordinal)
            .Select(v => (v.Version, v.Environment)).Distinct()
            .Where(v => asked.State.Alarm(v.Version, v.Environment) is null)];
    }
}
