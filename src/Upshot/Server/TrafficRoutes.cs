using Upshot.Answers;
using Upshot.Observe.State;
using Upshot.Observe.Stores.Questions;
using Upshot.Pages.Frame;
using Upshot.Server.Access;

namespace Upshot.Server;

/// <summary>What comes in: for reviews, examinations and first plans.</summary>
internal static class TrafficRoutes
{
    public static void Map(RouteGroupBuilder api)
    {
        api.MapPost("/traffic", (TrafficAsked asked, AnswerService answers, CancellationToken cancellation) => CurrentTraffic.OfAsync(answers, asked, cancellation))
            .WithMetadata(new Needs(Right.Read)).WithSummary("Requests of the last days by operation, processes, and records of some signals.");
        api.MapPost("/traffic/objective", (ObjectiveAsked asked, AnswerService answers, CancellationToken cancellation) => CurrentTraffic.MinutesAsync(answers, asked, cancellation))
            .WithMetadata(new Needs(Right.Read)).WithSummary("Good and total events by minute of an objective that is not planned yet, from what is stored.");
        api.MapGet("/services/sent", async (AnswerService answers, HttpContext context, CancellationToken cancellation) =>
            {
                var site = Site.Of(context);
                return await SentTelemetry.OfAsync(answers, cancellation) with { OtlpHttp = site.OtlpHttp, OtlpGrpc = site.OtlpGrpc };
            })
            .WithSummary("What services sent in the last week, as far as verdicts rest on it: versions, processes, sampling, routes that no operation counts.");
        api.MapGet("/services/entries", (AnswerService answers, CancellationToken cancellation) => answers.AskAsync(new EntrySpanQuestion(answers.Always), cancellation))
            .WithSummary("The kinds of entry spans and roots that are stored, most spans first.");
    }
}
