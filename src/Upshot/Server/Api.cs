using System.Text.Json;
using System.Text.Json.Serialization;
using Upshot.Answers;
using Upshot.Answers.Spent;
using Upshot.Answers.Traces;
using Upshot.Evidence;
using Upshot.Observe.Stores.Questions;
using Upshot.Server.Access;

namespace Upshot.Server;

/// <summary>The HTTP API: everything the command line does, under /api/v1, described at /openapi/v1.json.</summary>
internal static class Api
{
    public static void Configure(JsonSerializerOptions json)
    {
        json.PropertyNamingPolicy = JsonNamingPolicy.CamelCase;
        json.NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals;
        json.Converters.Add(new SecondsConverter());
        json.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.CamelCase));
    }

    public static void AddTo(IServiceCollection services)
    {
        services.ConfigureHttpJsonOptions(options => Configure(options.SerializerOptions));
        services.AddOpenApi();

        // What is wrong with a request is answered as a problem, like all else.
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
    }

    public static void Map(WebApplication app)
    {
        app.Use(MissingHeader.Set);
        app.Use(Problems.Answer);
        app.Use(KnownParameters.Check);
        app.UseStatusCodePages(Problems.AnswerStatus);
        app.MapOpenApi();
        app.MapGet("/healthz", () => Results.Text("ok\n")).WithSummary("Is the process alive?");
        StoreRoutes.Map(app);
        var api = app.MapGroup("/api/v1");
        api.MapGet("/status", (string? environment, string? since, string? until, AnswerService answers, CancellationToken cancellation) =>
            answers.StatusAsync(environment is { Length: > 0 } ? environment : null, AskedMoment.Parse("since", since, answers.Now), AskedMoment.Parse("until", until, answers.Now), cancellation)).WithCsv<ServerStatus>(status => status.Objectives).WithSummary("Every objective with its budget and alerts.");
        api.MapGet("/status/spent", (string? by, string? environment, string? since, string? until, AnswerService answers, CancellationToken cancellation) => SpentAnswer.OfAsync(
            answers, by ?? "release", environment is { Length: > 0 } ? environment : null, AskedMoment.Parse("since", since, answers.Now), AskedMoment.Parse("until", until, answers.Now), cancellation)).WithSummary("What budgets were spent on: by release, flag or incident.");
        api.MapGet("/objectives/{name}/history", (string name, string? since, AnswerService answers, CancellationToken cancellation) => HistoryAsync(name, since, answers, cancellation))
            .WithCsv<ObjectiveHistory>(history => history.Stretches).WithSummary("How the events of an objective came in, and what was left of its budget, in at most sixty stretches of time; by default of the last day.");
        api.MapGet("/releases", (AnswerService answers, CancellationToken cancellation) => answers.ReleasesAsync(cancellation)).WithCsv<IReadOnlyList<ReleaseListed>>(all => all).WithSummary("Releases announced, planned, or seen in telemetry; latest first.");
        api.MapPost("/releases", (ReleaseStart release, AnswerService answers, HttpContext context) => AnnounceAsync(release, answers, context)).WithSummary("Announces that a version starts now.");
        CompareRoutes.Map(api);
        GateRoutes.Map(api);
        LedgerRoutes.Map(api);
        AskRoutes.Map(api);
        OperationRoutes.Map(api);
        ExploreRoutes.Map(api);
        api.MapGet("/plan", (AnswerService answers, CancellationToken cancellation) => answers.PlanAsync(cancellation)).WithSummary("What is declared, by whom and why, and what of it is seen.");
        api.MapGet("/traces", ([AsParameters] TraceParameters asked, AnswerService answers, CancellationToken cancellation) => answers.TracesAsync(asked.Read(answers), cancellation)).WithCsv<TracesAnswer>(found => found.Traces).WithSummary("Traces by operation, service, version, failure and slowness; by default of the last hour, latest first.");
        api.MapGet("/traces/{id}", (string id, AnswerService answers, CancellationToken cancellation) => answers.TraceAsync(id, cancellation)).WithCsv<TraceShown>(trace => trace.Spans).WithSummary("One trace with its critical path.");
        api.MapGet("/traces/{id}/surroundings", async (string id, AnswerService answers, CancellationToken cancellation) => await TraceSurroundings.OfAsync(answers, await answers.TraceEvidenceAsync(id, cancellation), cancellation)).WithCsv<TraceSurroundings>(about => about.Logs).WithSummary("The log records of a trace, and steps of journeys that it lacks.");
        api.MapGet("/traces/{id}/compare", async (string id, string? with, AnswerService answers, CancellationToken cancellation) =>
            await TraceComparison.OfAsync(answers, await answers.TraceEvidenceAsync(id, cancellation), string.IsNullOrEmpty(with) ? TraceComparison.Median : with, cancellation)).WithCsv<TraceComparison>(compared => compared.Difference.Paths).WithSummary("A trace beside the baseline's median one, or beside another: with=ID.");
        api.MapGet("/services", (AnswerService answers, CancellationToken cancellation) => ServicesAnswer.OfAsync(answers, cancellation)).WithCsv<IReadOnlyList<ServiceListed>>(all => all.SelectMany(s => s.Routes.Select(r => (object)new { s.Service, r.Route, r.Kind, r.Operation, r.Requests, r.Errors, r.P50Millis, r.P95Millis, r.P99Millis }))).WithSummary("Services and their routes, busiest first.");
        api.MapGet("/size", (AnswerService answers, CancellationToken cancellation) => answers.AskAsync(new SizeQuestion(), cancellation)).WithSummary("How many records and bytes are stored.");
        TrafficRoutes.Map(api);
        QueryRoute.Map(api);
        PrivacyRoute.Map(api);
        RolloutRoutes.Map(api);
        AlertRoutes.Map(api);
        BackupRoutes.Map(api);
        BackfillRoutes.Map(api);
        KeyRoutes.Map(api);
    }

    private static Task<ObjectiveHistory> HistoryAsync(string name, string? since, AnswerService answers, CancellationToken cancellation)
    {
        var objective = answers.ObjectiveNamed(name);
        var span = answers.Now - (AskedMoment.Parse("since", OperationRoutes.Given(since), answers.Now) ?? answers.Now.AddDays(-1));
        return span > TimeSpan.Zero ? ObjectiveHistory.WithBudgetAsync(answers, objective, span, cancellation) : throw new UnreadableException($"since \"{since}\" has not begun.");
    }

    private static async Task<ReleaseRecord> AnnounceAsync(ReleaseStart release, AnswerService answers, HttpContext context)
    {
        if (string.IsNullOrWhiteSpace(release.Version) || release.Version.Length > 200)
        {
            throw new UnusableException("A release needs a version (at most 200 characters).");
        }

        var announced = answers.Announce(release.Version, release.Commit, release.Environment, context.Audit("release start", release.Version));
        await answers.State.PublishedAsync(context.RequestAborted);
        return announced;
    }
}

internal sealed record ReleaseStart(string Version, string? Commit = null, string? Environment = null);
