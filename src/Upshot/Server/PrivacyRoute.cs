using Upshot.Answers;
using Upshot.Decide.PersonalData;
using Upshot.Observe.Stores.DuckDb;
using Upshot.Observe.Stores.DuckDb.Questions.AdHoc;
using Upshot.Plan;

namespace Upshot.Server;

/// <summary>What is stored, looks personal, and is not classed by the plan.</summary>
internal static class PrivacyRoute
{
    public static void Map(RouteGroupBuilder api) =>
        api.MapGet("/privacy", AnswerAsync).WithSummary("Undeclared attributes and texts that look personal: how many, whose, a masked sample.");

    private static async Task<PrivacyReport> AnswerAsync(string? since, AnswerService answers, AdHocQueries queries, TelemetryStore store, TelemetryInUse telemetry, CancellationToken cancellation)
    {
        telemetry.ThrowIfElsewhere("The look for personal data");
        var from = AskedMoment.Parse("since", since, answers.Now) ?? answers.Now - TimeSpan.FromDays(1);
        var (texts, isCut) = await StoredTexts.SinceAsync(queries, from, cancellation);
        return new(from, PrivacyFindings.Of([.. texts.Select(t => new StoredValue(t.Service, t.Place, t.Name, t.Text, t.Count, t.Different))], Classed(store.Plan)), isCut);
    }

    /// <summary>What a team has said something of: it is treated already, or it may stay.</summary>
    private static HashSet<string> Classed(ProductPlan plan) =>
        plan.Attributes.Concat(plan.Signals.SelectMany(s => s.Attributes).Select(a => a.Definition)).Where(a => a.Privacy is not null).Select(a => a.Name).ToHashSet(StringComparer.Ordinal);
}

/// <param name="Since">What came before was not looked at.</param>
/// <param name="IsCut">There was more than could be looked at: of attributes with many values some were taken.</param>
internal sealed record PrivacyReport(DateTimeOffset Since, IReadOnlyList<PrivacyFinding> Findings, bool IsCut);
