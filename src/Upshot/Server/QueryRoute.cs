using Upshot.Answers;
using Upshot.Observe.State;
using Upshot.Observe.Stores;
using Upshot.Observe.Stores.DuckDb;
using Upshot.Observe.Stores.DuckDb.Questions;
using Upshot.Observe.Stores.DuckDb.Questions.AdHoc;
using Upshot.Observe.Telemetry;
using Upshot.Server.Access;

namespace Upshot.Server;

/// <summary>People's SQL over HTTP.</summary>
internal static class QueryRoute
{
    private static readonly TimeSpan MostToSay = TimeSpan.FromMilliseconds(300);

    public static void Map(RouteGroupBuilder api) =>
        api.MapPost("/query", AnswerAsync).WithMetadata(new Needs(Right.Read))
            .Produces<SqlAnswerShown>()
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status429TooManyRequests)
            .WithSummary("Runs one query that only reads the views spans, logs, metric_points, rollups and objective_minutes.");

    private static async Task AnswerAsync(SqlQuestion question, AdHocQueries queries, TelemetryStore store, TelemetryInUse telemetry, HttpContext context)
    {
        telemetry.ThrowIfElsewhere("SQL over HTTP");
        if (string.IsNullOrWhiteSpace(question.Sql))
        {
            throw new UnusableException("There is no query: send {\"sql\": \"SELECT …\"}.");
        }

        using var query = ServerSignals.AnswerQuery.Start();
        var limits = new SqlLimits();
        limits = limits with
        {
            Rows = Math.Clamp(question.Rows ?? limits.Rows, 1, 1_000_000),
            Time = TimeSpan.FromSeconds(Math.Clamp(question.TimeoutSeconds ?? limits.Time.TotalSeconds, 0.1, 600)),
        };
        var answer = new StreamedAnswer(context.Response);
        try
        {
            var end = await queries.AnswerAsync(question.Sql, limits, answer, context.RequestAborted);
            await answer.EndAsync(end.CutBecause, null, store.Queries.Missing, context.RequestAborted);
            query.Succeed(end.Rows);
        }
        catch (QueryException e)
        {
            // A wrong query is the asker's; its text may hold anything, so the exception stays here.
            query.Fail(e.IsRefusal ? "refused" : "failed");
            if (!context.Response.HasStarted)
            {
                throw;
            }

            await SayAsync(context, answer, e.Message, store.Queries.Missing);
        }
    }

    /// <summary>A client that does not read is not waited for.</summary>
    private static async Task SayAsync(HttpContext context, StreamedAnswer answer, string error, IReadOnlyList<MissingRows> missing)
    {
        using var longest = new CancellationTokenSource(MostToSay, context.RequestServices.GetRequiredService<TimeProvider>());
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, longest.Token);
        try
        {
            await answer.EndAsync(null, error, missing, patience.Token);
        }
        catch (OperationCanceledException)
        {
            context.Abort();
        }
    }
}

/// <param name="Rows">At most; null: 10,000.</param>
/// <param name="TimeoutSeconds">At most, waiting for others included; null: 30.</param>
internal sealed record SqlQuestion(string Sql, int? Rows = null, double? TimeoutSeconds = null);

/// <summary>The answer as it is streamed.</summary>
/// <param name="CutBecause">Which limit ended the answer, as a sentence; null: it is whole.</param>
/// <param name="Error">What went wrong after rows had been sent; null: nothing.</param>
/// <param name="Missing">What was stored and the rows could not come from.</param>
internal sealed record SqlAnswerShown(IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<object?>> Rows, bool IsCut, string? CutBecause, string? Error, IReadOnlyList<MissingRows> Missing);
