using Upshot.Evidence;
using Upshot.Observe.Stores.Questions;
using Upshot.Plan;

namespace Upshot.Answers.Comparisons;

/// <summary>Which operations of which services a comparison is of. A release is a version of a service in an environment; a product's release is that of each service that carries the version.</summary>
/// <param name="Planned">What the plan says of it; null: nothing.</param>
/// <param name="All">Lives of everything, for series that did not change.</param>
internal sealed record ComparedRelease(string Environment, IReadOnlyList<ComparedOperation> Operations, ReleasePlan? Planned, IReadOnlyList<VersionLife> All, IReadOnlyList<string> Notes)
{
    private static readonly TimeSpan Recent = TimeSpan.FromDays(90);

    /// <exception cref="QuestionException">There is no such version.</exception>
    public static async Task<ComparedRelease> OfAsync(AnswerService asked, CompareQuestion question, CancellationToken cancellation)
    {
        if (question.Operation is { } named)
        {
            _ = asked.OperationNamed(named);
        }

        if (asked.Plan.Operations.Count == 0)
        {
            throw new QuestionException("The plan declares no operation, so there is nothing to compare. Declare one in upshot.yaml and start the server with --plan DIR.");
        }

        var planned = asked.Plan.Releases.FirstOrDefault(r => r.Version == question.Candidate && (question.Service is null || r.Service.Length == 0 || r.Service == question.Service) && (question.Baseline is null || r.Baseline.Length == 0 || r.Baseline == question.Baseline));
        var service = question.Service ?? (planned?.Service is { Length: > 0 } one ? one : null);
        var baseline = question.Baseline ?? (planned?.Baseline is { Length: > 0 } from ? from : null);
        var within = question.Within(asked.Always);
        var all = await LivesAsync(asked, question.Candidate, within, cancellation);
        var known = asked.Plan.Operations.Select(o => o.Name).ToHashSet(StringComparer.Ordinal);
        var lives = all.Where(l => known.Contains(l.Operation) && (question.Operation ?? l.Operation) == l.Operation && (service ?? l.Service) == l.Service && (question.Environment ?? l.Environment) == l.Environment).ToList();
        var own = lives.Where(l => l.Version == question.Candidate && l.From < within.To && l.To > within.From).ToList();
        var environments = own.GroupBy(l => l.Environment).OrderByDescending(g => g.Any(l => lives.Exists(o => o.Version == baseline && o.Environment == l.Environment))).ThenByDescending(g => g.Sum(l => l.Requests)).Select(g => g.Key).ToList();
        var environment = environments.FirstOrDefault(question.Environment ?? "");
        var operations = ComparedOperation.All(lives, baseline, question.Candidate, environment, within);
        await RefuseUnknownAsync(asked, question, baseline, operations, cancellation);
        return new(environment, operations, planned is null ? null : BudgetMargin.In(planned, asked.Plan.Objectives), all, [.. Said(environments, environment, operations, baseline, question.Candidate)]);
    }

    // Twenty releases are enough to learn from; where the candidate is older, all there is.
    private static async Task<IReadOnlyList<VersionLife>> LivesAsync(AnswerService asked, string candidate, TimeRange within, CancellationToken cancellation)
    {
        var recent = new TimeRange(ComparedTime.Later(asked.Always.From, ComparedTime.Earlier(within.To, asked.Now) - Recent), asked.Always.To);
        var lives = await asked.AskAsync(new LifeQuestion(recent), cancellation);
        return lives.Any(l => l.Version == candidate && l.From > recent.From && l.To > within.From && l.From < within.To) ? lives : await asked.AskAsync(new LifeQuestion(asked.Always), cancellation);
    }

    private static IEnumerable<string> Said(List<string> environments, string environment, IReadOnlyList<ComparedOperation> operations, string? baseline, string candidate)
    {
        if (environments.Count > 1)
        {
            yield return $"{candidate} ran in {string.Join(", ", environments.Select(Name))}; this is {Name(environment)}. Choose with --environment.";
        }

        foreach (var service in operations.Where(o => baseline is not null && o.Baseline != baseline && o.Baseline.Length > 0).DistinctBy(o => o.Service))
        {
            yield return $"{service.Service} never ran {baseline}; it is judged against {service.Baseline}, which it ran before.";
        }

        static string Name(string environment) => environment.Length == 0 ? "no named environment" : environment;
    }

    // A version that somebody announced or planned may have no request yet: that is an answer, and no mistake.
    private static async Task RefuseUnknownAsync(AnswerService asked, CompareQuestion question, string? baseline, IReadOnlyList<ComparedOperation> operations, CancellationToken cancellation)
    {
        var seen = (await asked.AskAsync(new VersionQuestion(asked.Always), cancellation)).ToList();
        bool IsAwaited(string version) => asked.State.Releases().Any(r => r.Version == version) || asked.Plan.Releases.Any(r => r.Version == version);
        foreach (var version in new[] { question.Candidate, baseline }.OfType<string>())
        {
            // Nothing came of the candidate yet: whatever it is held against, that is the answer.
            if (version == baseline && operations.Count == 0 && IsAwaited(question.Candidate))
            {
                continue;
            }

            if (!seen.Exists(v => v.Version == version) && !IsAwaited(version))
            {
                throw new QuestionException(seen.Count == 0
                    ? $"No request of version \"{version}\" was seen, nor of any other. Does the service set service.version, and send to this server?"
                    : $"No request of version \"{version}\" was seen. Versions seen: {string.Join(", ", seen.Select(v => v.Version).Distinct())}.");
            }
        }

        if (question.Service is { } service && !seen.Exists(v => v.Service == service))
        {
            throw new QuestionException($"No request of service \"{service}\" was seen. Services seen: {string.Join(", ", seen.Select(v => v.Service).Distinct().Order(StringComparer.Ordinal))}.");
        }

        if (question.Environment is { } environment && !seen.Exists(v => v.Environment == environment))
        {
            throw new QuestionException($"No request in the environment \"{environment}\" was seen. Environments seen: {string.Join(", ", seen.Select(v => v.Environment).Distinct().Order(StringComparer.Ordinal))}.");
        }

        // Named against a version that only other services ran: a mistake, not a comparison.
        var services = operations.Select(o => o.Service).Distinct().ToList();
        if (question.Baseline is { } named && operations.Count > 0 && operations.All(o => o.Baseline != named)
            && seen.Where(v => v.Version == named).Select(v => v.Service).Distinct().ToList() is { Count: > 0 } others && !others.Intersect(services).Any())
        {
            throw new QuestionException($"{named} is a version of {string.Join(", ", others)}, and {question.Candidate} one of {string.Join(", ", services)}, which ran {string.Join(", ", operations.SelectMany(o => o.Lives).OrderByDescending(l => l.To).Select(l => l.Version).Distinct().Where(v => v != question.Candidate).Take(10))} besides.");
        }
    }
}
