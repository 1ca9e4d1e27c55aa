using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using Upshot.Answers;
using Upshot.Observe.State;
using Upshot.Server.Access;

namespace Upshot.Server;

/// <summary>The rollout of signals: applications ask, people set.</summary>
internal static class RolloutRoutes
{
    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/rollout", (HttpContext context, AnswerService answers, IOptions<JsonOptions> json) => Stages(context, answers, json.Value.SerializerOptions))
            .Produces<RolloutStages>().Produces(StatusCodes.Status304NotModified).WithMetadata(new Needs(Right.Send, Right.Read)).WithSummary("Stages of all signals, for applications: ask with If-None-Match.");
        api.MapGet("/rollout/signals", (AnswerService answers) => RolloutAnswer.All(answers)).WithSummary("Stages of all signals, and whether the plan or a person set them.");
        api.MapPost("/rollout", (RolloutSetting setting, AnswerService answers, HttpContext context) => ChangeAsync(setting, answers, context))
            .WithSummary("Sets a signal's stage at run time: off, canary (with a share), on, or plan.");
        api.MapGet("/rollout/status", (string signal, AnswerService answers, CancellationToken cancellation) => RolloutAnswer.StatusAsync(answers, signal, cancellation)).WithSummary("What a signal costs where it is emitted, and what it would cost everywhere.");
    }

    private static async Task<SignalRollout> ChangeAsync(RolloutSetting setting, AnswerService answers, HttpContext context)
    {
        var changed = RolloutAnswer.Change(answers, setting.Signal ?? "", setting.Stage ?? "", setting.Share, subject => context.Audit("rollout", subject));
        await answers.State.PublishedAsync(context.RequestAborted);
        return changed;
    }

    private static IResult Stages(HttpContext context, AnswerService answers, JsonSerializerOptions json)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(RolloutAnswer.Stages(answers), json);
        var tag = new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(body).AsSpan(0, 8))}\"");

        // Answers 304 where the tag is the same.
        return Results.Bytes(body, "application/json; charset=utf-8", entityTag: tag);
    }
}

internal sealed record RolloutSetting(string? Signal, string? Stage, double? Share = null);
