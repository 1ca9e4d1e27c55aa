using Upshot.Answers;
using Upshot.Answers.Operations;

namespace Upshot.Server;

/// <summary>Operations over time and by part, flags by variant, and the word that finds things.</summary>
internal static class OperationRoutes
{
    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/operations", ([AsParameters] OperationParameters asked, AnswerService answers, CancellationToken cancellation) => answers.OperationsAsync(asked.Read(answers), cancellation))
            .WithCsv<IReadOnlyList<OperationListed>>(all => all).WithSummary("Requests, failures and percentiles of every operation, and in the time before.");
        api.MapGet("/operations/{name}", (string name, [AsParameters] OperationParameters asked, AnswerService answers, CancellationToken cancellation) => answers.OperationAsync(name, asked.Read(answers), cancellation))
            .WithCsv<OperationShown>(shown => shown.Stretches).WithSummary("An operation over time, by version, route and environment, with a heat map of its latency and what happened meanwhile.");
        api.MapGet("/operations/{name}/region", (string name, string? region, [AsParameters] OperationParameters asked, AnswerService answers, CancellationToken cancellation) =>
            RegionAnswer.OfAsync(answers, name, asked.Read(answers).Times, Given(asked.Version), HeatRegion.Of(region ?? ""), cancellation))
            .WithCsv<RegionDifference>(found => found.Facts).WithSummary("What tells requests of a region of the heat map (FROM~TO~ATLEAST~BELOW, in Unix seconds and milliseconds) from the others.");
        api.MapGet("/flags/{name}", (string name, string? since, string? until, AnswerService answers, CancellationToken cancellation) => answers.FlagAsync(name, AskedTimes.Of(answers, Given(since), Given(until), null).Now, cancellation))
            .WithCsv<FlagShown>(shown => shown.Uses.SelectMany(u => u.Variants.Select(v => (object)new { u.Operation, u.Service, u.Environment, Variant = v.Name, v.Numbers }))).WithSummary("What requests did by the variant of a flag that they evaluated.");
        api.MapGet("/search", (string q, AnswerService answers, CancellationToken cancellation) => answers.FindAsync(q, cancellation)).WithSummary("Operations, objectives, releases, services, runbooks, flags, incidents and traces by a word of their name.");
    }

    internal static string? Given(string? text) => string.IsNullOrEmpty(text) ? null : text;
}

internal sealed record OperationParameters(string? Since, string? Until, string? Against, string? Service, string? Environment, string? Version)
{
    public OperationQuestion Read(AnswerService asked) => new(
        AskedTimes.Of(asked, OperationRoutes.Given(Since), OperationRoutes.Given(Until), OperationRoutes.Given(Against)), OperationRoutes.Given(Service), OperationRoutes.Given(Environment), OperationRoutes.Given(Version));
}
