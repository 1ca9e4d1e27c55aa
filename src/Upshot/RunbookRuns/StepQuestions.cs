using System.Text.Json;
using Upshot.Answers;
using Upshot.Client;
using Upshot.Plan;
using Upshot.Server;

namespace Upshot.RunbookRuns;

/// <summary>Asks a server what a step wants to know.</summary>
/// <param name="patience">How long a query may take; null: as long as the server gives any.</param>
internal sealed class StepQuestions(AnswerClient client, TimeSpan? patience = null)
{
    private const int MostRows = 1000;

    public async Task<StepAnswer> AskAsync(RunbookStep step, DateTimeOffset since, DateTimeOffset until, CancellationToken cancellation)
    {
        try
        {
            return StepAnswer.Of(step, step.Objective.Length > 0 ? await ObjectiveAsync(step.Objective, cancellation) : await QueryAsync(QuestionText.Of(step, since, until), cancellation));
        }
        catch (CommandException e)
        {
            return new(StepState.Failed, e.Message);
        }
    }

    private async Task<AnswerTable> QueryAsync(string sql, CancellationToken cancellation)
    {
        var answer = await client.PostAsync<Answer>("/api/v1/query", new SqlQuestion(sql, MostRows, patience?.TotalSeconds), cancellation);
        return answer.Error is null && answer.CutBecause is null
            ? new(answer.Columns, [.. answer.Rows.EnumerateArray().Select(r => (IReadOnlyList<JsonElement>)[.. r.EnumerateArray()])])
            : throw new CommandException($"This is not the whole answer. {answer.Error ?? answer.CutBecause}");
    }

    private async Task<AnswerTable> ObjectiveAsync(string objective, CancellationToken cancellation)
    {
        var status = await client.GetAsync<ServerStatus>("/api/v1/status", cancellation);
        return new(RunbookQuestions.OfObjectives, [.. status.Objectives.Where(o => o.Objective == objective).Select(o => (IReadOnlyList<JsonElement>)[.. new object?[] { JsonNames.Of(o.State), o.BurnRate, o.Consumed, o.GoodRatio, o.Total, o.Total - o.Good }.Select(v => JsonSerializer.SerializeToElement(v))])]);
    }

    private sealed record Answer(IReadOnlyList<string> Columns, JsonElement Rows, string? CutBecause, string? Error);
}
