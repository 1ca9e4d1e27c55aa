using Upshot.Observe.Stores.DuckDb.Questions.AdHoc;
using Upshot.Plan;
using Upshot.Plan.Problems;

namespace Upshot.RunbookRuns;

/// <summary>Whether the questions of runbooks can be asked of what the plan stores, before anybody needs them.</summary>
internal static class RunbookQuestions
{
    /// <summary>Columns of an objective's answer.</summary>
    public static readonly string[] OfObjectives = ["state", "burn", "consumed", "good_ratio", "total", "bad"];

    public static IReadOnlyList<Problem> Check(ProductPlan plan)
    {
        var asking = plan.Runbooks.SelectMany(r => r.Steps).Where(s => s.Query.Length > 0).ToList();
        var now = DateTimeOffset.UnixEpoch;
        var answers = KnownAnswers.Of(plan, [.. asking.Select(s => QuestionText.Of(s, now, now))]);
        return [
            .. asking.Zip(answers, Problems).SelectMany(problems => problems),
            .. plan.Runbooks.SelectMany(r => r.Steps).Where(s => s.Objective.Length > 0).SelectMany(s => Missing(s, OfObjectives))];
    }

    private static IEnumerable<Problem> Problems(RunbookStep step, PlannedAnswer answer)
    {
        if (answer.Problem is { } problem)
        {
            return [Of(step, Rules.RunbookQuestion, $"The question cannot be answered: {problem}", "Try it with upshot query.")];
        }

        return Missing(step, answer.Columns);
    }

    private static IEnumerable<Problem> Missing(RunbookStep step, IReadOnlyList<string> columns) => step.Expected
        .Where(e => e.Column != Expectation.Rows && !columns.Contains(e.Column, StringComparer.OrdinalIgnoreCase))
        .Select(e => Of(step, Rules.RunbookQuestion, $"\"{e}\" asks for a column that the answer does not have.", $"It has: {string.Join(", ", columns.Append(Expectation.Rows))}."));

    private static Problem Of(RunbookStep step, Rule rule, string message, string remedy) => new(step.Location, rule.Id, rule.Severity, message, remedy);
}
