using Upshot.Decide.Budgets;
using Upshot.Observe.Rollup;
using Upshot.Plan;

namespace Upshot.Answers.Statements;

/// <summary>What budgets are made of: good and total events, counted as they came.</summary>
internal static class ObjectiveStatements
{
    /// <summary>Of each in its own window until now.</summary>
    public static IReadOnlyList<Statement> Budgets(IReadOnlyList<Objective> objectives, DateTimeOffset now)
    {
        if (objectives.Count == 0)
        {
            return [Statement.None("No statement gives it: the plan promises nothing that could be counted.")];
        }

        var asked = string.Join(", ", objectives.Select(o => $"({Named(o)}, {SqlText.Of(BudgetPeriod.Of(o.Window, now).SoFar.From)})"));
        return
        [
            new(
                $"Good and total events of each objective in its window{Exceptions(objectives)}. States, forecasts and alerts are computed from these.",
                $"SELECT o.objective, coalesce(sum(good), 0)::BIGINT AS good, coalesce(sum(total), 0)::BIGINT AS total FROM (VALUES {asked}) o(objective, definition, environment, since) LEFT JOIN objective_minutes m ON m.objective = o.objective AND m.definition = o.definition AND (o.environment IS NULL OR m.environment = o.environment) AND m.minute >= o.since GROUP BY o.objective ORDER BY o.objective"),
        ];
    }

    public static IReadOnlyList<Statement> History(Objective objective, DateTimeOffset from, TimeSpan step) =>
    [
        new(
            $"Total and bad events by step{Exceptions([objective])}.",
            $"SELECT {SqlText.Step("minute", step)} AS \"from\", sum(total)::BIGINT AS total, sum(total - good)::BIGINT AS bad FROM objective_minutes WHERE objective = {SqlText.Of(objective.Name)} AND definition = {SqlText.Of(ObjectiveDefinition.Of(objective))}{SqlText.And("environment", objective.Environment)} AND minute >= {SqlText.Of(from)} GROUP BY ALL ORDER BY 1"),
    ];

    private static string Named(Objective objective) => $"{SqlText.Of(objective.Name)}, {SqlText.Of(ObjectiveDefinition.Of(objective))}, {(objective.Environment is { } only ? SqlText.Of(only) : "NULL::VARCHAR")}";

    private static string Exceptions(IReadOnlyList<Objective> objectives) =>
        (objectives.Any(o => o.Kind == ObjectiveKind.Throughput) ? "; of a throughput objective its requests, where its budget counts minutes by what they served" : "")
        + "; minutes of before an objective had its present target are told from histograms, and not here";
}
