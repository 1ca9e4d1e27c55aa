using Upshot.Observe.Stores.Questions;

namespace Upshot.Answers;

/// <summary>What a word was found in.</summary>
/// <param name="Kind">operation, objective, release, service, runbook, flag, incident or trace.</param>
public sealed record FoundThing(string Kind, string Name, string Text);

internal static class SearchAnswer
{
    private const int Most = 50;
    private const int LongestName = 300;

    /// <summary>Names that begin with the word come first; of each kind and of all no more than can be read.</summary>
    public static async Task<IReadOnlyList<FoundThing>> OfAsync(AnswerService asked, string word, CancellationToken cancellation)
    {
        word = word.Trim();
        if (word.Length == 0)
        {
            return [];
        }

        var plan = asked.Plan;
        var found = new List<FoundThing>();
        if (TraceIds.Of(word) is { } id && word.Length >= 16 && await asked.AskAsync(new TraceQuestion(id), cancellation) is not null)
        {
            found.Add(new("trace", id, ""));
        }

        var releases = await asked.ReleasesAsync(cancellation);
        var services = (await asked.AskAsync(new RouteQuestion(asked.Always), cancellation)).Select(r => r.Service).Concat(releases.SelectMany(r => r.Services)).Where(s => s.Length > 0).Distinct(StringComparer.Ordinal);
        var named = plan.Operations.Select(o => new FoundThing("operation", o.Name, o.Description))
            .Concat(plan.Objectives.Select(o => new FoundThing("objective", o.Name, o.Reason)))
            .Concat(releases.Select(r => new FoundThing("release", r.Version, r.Hypothesis)))
            .Concat(services.Select(s => new FoundThing("service", s, "")))
            .Concat(plan.Runbooks.Select(r => new FoundThing("runbook", r.Path, r.Title)))
            .Concat(plan.Flags.Select(f => new FoundThing("flag", f.Name, f.Description)))
            .Concat(asked.State.Alerts.Incidents(asked.Now.AddDays(-400), asked.Now.AddMinutes(10)).Select(i => new FoundThing("incident", i.Id, i.Title)));
        found.AddRange(named
            .Where(f => f.Name.Length <= LongestName && (f.Name.Contains(word, StringComparison.OrdinalIgnoreCase) || f.Text.Contains(word, StringComparison.OrdinalIgnoreCase)))
            .OrderBy(f => f.Name.Equals(word, StringComparison.OrdinalIgnoreCase) ? 0 : f.Name.StartsWith(word, StringComparison.OrdinalIgnoreCase) ? 1 : f.Name.Contains(word, StringComparison.OrdinalIgnoreCase) ? 2 : 3));
        return [.. found.Take(Most)];
    }
}
