using Upshot.Answers;
using Upshot.Observe.Stores.Questions;

namespace Upshot.Pages.Frame;

/// <summary>What can be chosen from: what was seen, the latest first. Senders make names, so there is an end.</summary>
public sealed record ViewChoices(IReadOnlyList<string> Environments, IReadOnlyList<string> Services, IReadOnlyList<string> Versions)
{
    private const int Most = 50;

    public static ViewChoices None { get; } = new([], [], []);

    internal static async Task<ViewChoices> OfAsync(AnswerService asked, CancellationToken cancellation)
    {
        var seen = await asked.AskAsync(new VersionQuestion(asked.Always, 200), cancellation);
        return new(Names(seen.Select(v => v.Environment)), Names(seen.Select(v => v.Service)), Names(seen.Select(v => v.Version)));
    }

    private static IReadOnlyList<string> Names(IEnumerable<string> all) => [.. all.Where(n => n.Length is > 0 and <= 200).Distinct().Take(Most)];
}
