using System.Text.Json;
using System.Text.Json.Serialization;
using Upshot.Answers;
using Upshot.Answers.Gates;
using Upshot.Observe.State;
using Upshot.Server.Access;

namespace Upshot.Server;

/// <summary>What deployment tools ask: may the release go on?</summary>
internal static class GateRoutes
{
    /// <summary>425 of RFC 8470.</summary>
    private const int TooEarly = 425;

    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/gate", ([AsParameters] GateParameters asked, AnswerService answers, VerdictWebhook webhook, CancellationToken cancellation) => AskAsync(asked.Read(answers.Now), answers, webhook, cancellation))
            .WithSummary("May a release go on? For Argo Rollouts: {\"verdict\", \"pass\", \"reason\"}.");
        api.MapPost("/gate", async (FlaggerHook? hook, string? release, AnswerService answers, VerdictWebhook webhook, CancellationToken cancellation) => Flagger(await AskAsync((hook ?? FlaggerHook.Empty).Read(answers.Now, release), answers, webhook, cancellation)))
            .WithMetadata(new Needs(Right.Read)).Produces<GateDecision>().Produces<GateDecision>(StatusCodes.Status412PreconditionFailed).Produces<GateDecision>(TooEarly)
            .WithSummary("The same as a webhook of Flagger: 200 go on, 412 it regressed or is frozen, 425 nothing is shown yet.");
    }

    private static async Task<GateDecision> AskAsync(GateQuestion question, AnswerService answers, VerdictWebhook webhook, CancellationToken cancellation)
    {
        var decision = await answers.GateAsync(question, cancellation);
        if (decision.IsNew)
        {
            await webhook.SendAsync(decision, cancellation);
        }

        return decision;
    }

    private static IResult Flagger(GateDecision decision) => Results.Json(
        decision, statusCode: decision.Pass ? StatusCodes.Status200OK : decision.Frozen || decision.IsRegressed ? StatusCodes.Status412PreconditionFailed : TooEarly);
}

internal sealed record GateParameters(
    string Release, string? Baseline, string? Operation, string? Service, string? Environment, string? Since, string? Alpha, string? Margin, string? Sides, int? Look, int? Looks, double? Every)
{
    public GateQuestion Read(DateTimeOffset now) => new(
        new CompareParameters(Release, Baseline, Operation, Service, Environment, Since, null, Alpha, Margin, Sides).Read(now), Look ?? 0, Looks ?? 0, TimeSpan.FromSeconds(Math.Clamp(Every ?? 0, 0, 1e6)));
}

/// <summary>What Flagger sends: the release and what else is asked stand in the metadata. Who writes a request by hand may leave the metadata out and put them beside each other.</summary>
internal sealed record FlaggerHook(string? Name, string? Namespace, string? Phase, Dictionary<string, JsonElement>? Metadata)
{
    public static readonly FlaggerHook Empty = new(null, null, null, null);

    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Beside { get; init; }

    /// <param name="release">Of the address; the body may say it instead.</param>
    /// <exception cref="QuestionException">It names no release.</exception>
    public GateQuestion Read(DateTimeOffset now, string? release) => new GateParameters(
        release ?? Text("release") ?? Text("version") ?? throw new UnusableException("The hook names no release: set metadata.release to the service.version that is rolled out."),
        Text("baseline"), Text("operation"), Text("service"), Text("environment"), Text("since"), Text("alpha"), Text("margin"), Text("sides"), null, null, null).Read(now);

    private string? Text(string name) =>
        Metadata?.TryGetValue(name, out var value) == true || Beside?.TryGetValue(name, out value) == true ? value.ValueKind == JsonValueKind.Null ? null : value.ToString() : null;
}
