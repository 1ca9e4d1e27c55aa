using Upshot.Answers;
using Upshot.Answers.Ledgers;

namespace Upshot.Server;

/// <summary>Expected and actual impact of all releases.</summary>
internal static class LedgerRoutes
{
    public static void Map(RouteGroupBuilder api) =>
        api.MapGet("/ledger", (string? team, string? source, AnswerService answers, CancellationToken cancellation) => answers.LedgerAsync(team, source, cancellation))
            .WithCsv<Ledger>(ledger => ledger.Releases.SelectMany(r => r.Expected.Select(e => (object)new { r.Release, r.Baseline, r.Environment, r.Owner, r.Verdict, e.Actual.Operation, e.Actual.Measure, e.ExpectedLow, e.ExpectedHigh, e.Confidence, e.Prediction, Came = e.Actual.Ratio })))
            .WithSummary("Every release's expected and actual impact, and how well the teams predict.");
}
