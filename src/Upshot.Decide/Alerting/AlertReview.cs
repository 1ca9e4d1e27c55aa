using Upshot.Evidence.Alerts;
using Upshot.Plan;

namespace Upshot.Decide.Alerting;

/// <summary>What an alert was worth over some weeks.</summary>
/// <param name="Fired">Episodes that somebody was told of: those that were silenced all the time do not count.</param>
/// <param name="ActedUpon">Of them: acknowledged, or with an action on the incident's time line.</param>
public sealed record AlertWorth(string Alert, string Severity, int Fired, int ActedUpon, TimeSpan MedianLength);

/// <summary>A change of the plan, with the evidence for it.</summary>
/// <param name="Diff">As it would stand in the plan; a proposal, never applied.</param>
public sealed record ReviewProposal(string Alert, string Why, string Diff);

/// <summary>How tiring alerts are.</summary>
/// <param name="PagesAWeek">Episodes of pages.</param>
/// <param name="ShareActedUpon">Null: none fired.</param>
public sealed record AlertReview(double Weeks, double PagesAWeek, double? ShareActedUpon, IReadOnlyList<AlertWorth> Alerts, IReadOnlyList<ReviewProposal> Proposals)
{
    /// <summary>So often without anybody doing anything is not chance.</summary>
    private const int Ignored = 3;

    /// <param name="episodes">That fired within the time.</param>
    /// <param name="acted">Ids of incidents in which somebody did something.</param>
    public static AlertReview Of(ProductPlan plan, IReadOnlyList<AlertEpisode> episodes, IReadOnlySet<string> acted, TimeSpan time, DateTimeOffset now)
    {
        var told = episodes.Where(e => e.FiredAt is not null && !(e.Silence.Length > 0 && e.AcknowledgedAt is null)).ToList();
        var worths = told.GroupBy(e => e.Alert).Select(g =>
        {
            var lengths = g.Select(e => (e.ResolvedAt ?? now) - e.FiredAt!.Value).Order().ToList();
            return new AlertWorth(g.Key, g.First().Severity, g.Count(), g.Count(e => e.AcknowledgedAt is not null || acted.Contains(e.Incident)), lengths[lengths.Count / 2]);
        }).OrderBy(w => AlertRule.Rank(w.Severity)).ThenByDescending(w => w.Fired - w.ActedUpon).ThenBy(w => w.Alert, StringComparer.Ordinal).ToList();
        var weeks = time.TotalDays / 7;
        return new(
            weeks, worths.Where(w => w.Severity == AlertRule.Page).Sum(w => w.Fired) / weeks, told.Count == 0 ? null : (double)worths.Sum(w => w.ActedUpon) / worths.Sum(w => w.Fired), worths,
            [.. worths.Where(w => w.ActedUpon == 0 && w.Fired >= Ignored).Select(w => Proposal(plan, w, weeks))]);
    }

    private static ReviewProposal Proposal(ProductPlan plan, AlertWorth worth, double weeks)
    {
        var why = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"It fired {worth.Fired} times in {weeks:0.#} weeks, and nobody ever did anything; half of the times it was over within {Math.Max(1, Math.Round(worth.MedianLength.TotalMinutes)):0} minutes.");
        return worth.Severity == AlertRule.Page && plan.Alerts.MinimumFailures < 2
            ? new(worth.Alert, why, $"alerts:\n-  minimum_failures: {plan.Alerts.MinimumFailures}\n+  minimum_failures: 5\n")
            : new(worth.Alert, why + " What the objective promises may be more than anybody needs.", $"objectives:\n  {worth.Alert.Split('/')[0]}:\n-    target: as it is\n+    target: one that somebody would get up for, or no objective\n");
    }
}
