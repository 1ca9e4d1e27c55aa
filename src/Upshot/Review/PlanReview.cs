using Upshot.Client;
using Upshot.Decide.Budgets;
using Upshot.Diff;
using Upshot.Evidence;
using Upshot.Plan;
using Upshot.Plan.Alerts;
using Upshot.Plan.Diff;

namespace Upshot.Review;

/// <summary>Puts a review together: from the two plans, and from what is stored where somebody can be asked.</summary>
internal static class PlanReview
{
    /// <param name="client">Null: nobody can be asked; <paramref name="why"/> says why.</param>
    public static async Task<DesignReview> Of(DiffReport diff, AnswerClient? client, string why, string source, int days, CancellationToken cancellation)
    {
        var (before, after) = (diff.Base.Reading.Plan, diff.Head.Reading.Plan);

        // What was renamed costs what it cost.
        var came = Subjects(after, diff.Difference, ChangeKind.Added);
        var went = Subjects(before, diff.Difference, ChangeKind.Removed);
        var traffic = client is null ? Traffic.None : await TrafficQuestion.AskAsync(client, source, [.. came, .. went], days, cancellation);
        if (client is not null && !traffic.IsKnown)
        {
            why = $"{source} holds no requests";
        }

        return new DesignReview(diff, traffic)
        {
            NoTrafficBecause = traffic.IsKnown ? "" : why,
            Features = Gaps.OfFeatures(diff.Difference, after),
            Signals = Gaps.OfSignals(diff.Difference, after),
            Privacy = PrivacyEffects.Of(diff.Difference, before, diff.Head.Reading),
            Costs =
            [
                .. came.Where(s => s.Kind != SignalKind.Entity).Select(s => (CostEstimate.Of(s, after, traffic), false)),
                .. went.Where(s => s.Kind != SignalKind.Entity).Select(s => (CostEstimate.Of(s, before, traffic), true)),
            ],
            Alerts = client is not null && traffic.Until is { } until ? await Alerts(client, diff.Difference, before, after, until, days, cancellation) : [],
            AlertsMayDiffer = after.Objectives.Any(o => IsConcerned(o, diff.Difference, before, after)),
            Problems = diff.Head.Reading.Problems.Count(p => !diff.Base.Reading.Problems.Any(b => b.Rule == p.Rule && b.Message == p.Message)),
        };
    }

    private static List<Signal> Subjects(ProductPlan plan, PlanDifference difference, ChangeKind kind)
    {
        var subjects = difference.Changes.Where(c => c.Field.Length == 0 && c.Kind == kind).Select(c => c.Subject).ToHashSet();
        return [.. plan.Signals.Where(s => subjects.Contains($"{s.Kind.ToString().ToLowerInvariant()} {s.Name}"))];
    }

    private static async Task<IReadOnlyList<ReplayedAlert>> Alerts(AnswerClient client, PlanDifference difference, ProductPlan before, ProductPlan after, DateTimeOffset until, int days, CancellationToken cancellation)
    {
        var replayed = new List<ReplayedAlert>();
        var range = TimeRange.Last(TimeSpan.FromDays(days), until);
        foreach (var objective in after.Objectives.Where(o => IsConcerned(o, difference, before, after)))
        {
            var was = before.Objectives.FirstOrDefault(o => o.Name == objective.Name)
                ?? (difference.Changes.FirstOrDefault(c => c.Kind == ChangeKind.Renamed && c.Subject == $"objective {objective.Name}") is { } renamed ? before.Objectives.FirstOrDefault(o => o.Name == renamed.Before) : null);
            var longest = new[] { (after.AlertsOf(objective), objective), (was is null ? before.Alerts : before.AlertsOf(was), was) }
                .Where(p => p.Item2 is not null)
                .SelectMany(p => BurnRateTable.For(p.Item1, BurnRateTable.Period(p.Item2!.Window)))
                .Select(w => w.Long).DefaultIfEmpty(TimeSpan.FromDays(3)).Max();
            var from = range.From - longest;

            // Data under the name that the operation has on the server, whichever plan it runs with.
            string[] operations = [objective.Operation, .. after.Operations.FirstOrDefault(o => o.Name == objective.Operation)?.RenamedFrom ?? []];
            var counts = new CountSeries(await TrafficQuestion.Minutes(client, objective, operations, from, cancellation));
            var countsBefore = was is null ? counts : new CountSeries(await TrafficQuestion.Minutes(client, was, [was.Operation, objective.Operation], from, cancellation));
            replayed.AddRange(AlertReplay.Of(objective, after.AlertsOf(objective), was, was is null ? before.Alerts : before.AlertsOf(was), counts, countsBefore, range));
        }

        return replayed;
    }

    private static bool IsConcerned(Objective objective, PlanDifference difference, ProductPlan before, ProductPlan after) =>
        difference.Changes.Any(c => c.Subject == $"objective {objective.Name}" && c.Field is ("" or "target" or "latency" or "throughput" or "hours" or "alerts" or "window" or "environment" or "operation"))
        || !before.Alerts.Windows.Select(w => w with { Location = null }).SequenceEqual(after.Alerts.Windows.Select(w => w with { Location = null }))
        || before.Alerts.MinimumFailures != after.Alerts.MinimumFailures;
}
