using Upshot.Answers;

namespace Upshot.Server;

/// <summary>Expected and actual impact of all releases.</summary>
internal static class LedgerRoutes
{
    public static void Map(RouteGroupBuilder api) =>
        api.MapGet("/ledger", (string? team, string? source, AnswerService answers, CancellationToken cancellation) => answers.LedgerAsync(team, source, cancellation))
            .WithSummary("Every release's expected and actual impact, and how well the teams predict.");
}
