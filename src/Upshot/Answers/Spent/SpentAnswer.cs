using Upshot.Decide.Budgets;
using Upshot.Evidence;
using Upshot.Evidence.Alerts;
using Upshot.Observe.Stores.Questions;
using Upshot.Plan;

namespace Upshot.Answers.Spent;

/// <summary>Budgets by what they were spent on: each bad event belongs to one release, to one incident or none, and to one variant of a flag or none.</summary>
internal static class SpentAnswer
{
    private const string None = "none";

    /// <exception cref="QuestionException">There is no such time, or nothing of this kind.</exception>
    public static async Task<IReadOnlyList<SpentBudget>> OfAsync(AnswerService asked, string by, string? environment, DateTimeOffset? since, DateTimeOffset? until, CancellationToken cancellation)
    {
        var end = until ?? asked.Now;
        if (since >= end)
        {
            throw new UnreadableException($"There is no time between since {since:u} and until {end:u}.");
        }

        var objectives = StatusAnswer.Asked(asked.Plan, environment, since, end);
        return by switch
        {
            "release" => await ByPeriodAsync(objectives, end, (some, range) => ReleasesAsync(asked, some, range, end, cancellation)),
            "incident" => await ByPeriodAsync(objectives, end, (some, range) => IncidentsAsync(asked, some, range, end, cancellation)),
            "flag" => await ByPeriodAsync(objectives, end, (some, range) => FlagsAsync(asked, some, range, end, cancellation)),
            _ => throw new UnusableException($"Budgets are told by release, flag or incident, not by \"{by}\"."),
        };
    }

    // Objectives with the same period are one question; the answer is in the order of the plan.
    private static async Task<IReadOnlyList<SpentBudget>> ByPeriodAsync(IReadOnlyList<Objective> objectives, DateTimeOffset end, Func<IReadOnlyList<Objective>, TimeRange, Task<IEnumerable<SpentBudget>>> ask)
    {
        var answers = new List<SpentBudget>();
        foreach (var period in objectives.GroupBy(o => BudgetPeriod.Of(o.Window, end).SoFar))
        {
            answers.AddRange(await ask([.. period], period.Key));
        }

        return [.. objectives.Index().SelectMany(o => answers.Where(a => a.Objective == o.Item.Name))];
    }

    private static async Task<IEnumerable<SpentBudget>> ReleasesAsync(AnswerService asked, IReadOnlyList<Objective> objectives, TimeRange range, DateTimeOffset end, CancellationToken cancellation)
    {
        var rows = await asked.AskAsync(new ReleaseSplitQuestion(objectives, range), cancellation);
        var counted = await CountedAsync(asked, [.. objectives.Where(IsOfMinutes)], range, end, cancellation);
        return objectives.Index().Select(o =>
        {
            // A minute that served too little is no release's alone.
            var own = IsOfMinutes(o.Item)
                ? [new SpentRow(None, "minutes of all releases", counted[o.Item.Name].Sum(m => m.Total - m.Good), counted[o.Item.Name].Sum(m => m.Total), null)]
                : rows.Where(r => r.Objective == o.Index).Select(r => new SpentRow(r.Name.Length > 0 ? r.Name : "(no version)", Of(asked.Plan, o.Item, r.Environment), r.Total - r.Good, r.Total, null)).ToList();
            return Budget(o.Item, "release", range, own, own.Sum(r => r.Bad), own.Sum(r => r.Total ?? 0));
        });
    }

    private static async Task<IEnumerable<SpentBudget>> IncidentsAsync(AnswerService asked, IReadOnlyList<Objective> objectives, TimeRange range, DateTimeOffset end, CancellationToken cancellation)
    {
        var counted = await CountedAsync(asked, objectives, range, end, cancellation);
        var incidents = asked.State.Alerts.Incidents(range.From, range.To, 10_000).Where(i => i.MergedInto.Length == 0).OrderBy(i => i.StartedAt).ThenBy(i => i.Id, StringComparer.Ordinal)
            .Select(i => (Incident: i, Episodes: asked.State.Alerts.EpisodesOf(i.Id))).ToList();
        return objectives.Select(o =>
        {
            var own = incidents.Where(i => i.Episodes.Any(e => e.Objective == o.Name || (e.Objective.Length == 0 && e.Operation == o.Operation))).Select(i => i.Incident).ToList();
            var minutes = counted[o.Name];
            var rows = minutes.GroupBy(m => own.FirstOrDefault(i => IsWithin(i, m.Minute)))
                .Select(g => (Incident: g.Key, Bad: g.Sum(m => m.Total - m.Good), Total: g.Sum(m => m.Total))).Where(g => g.Bad > 0 || g.Incident is null)
                .OrderBy(g => g.Incident is null).ThenBy(g => g.Incident?.StartedAt)
                .Select(g => new SpentRow(g.Incident?.Id ?? None, g.Incident?.Title ?? "outside of incidents", g.Bad, g.Incident is null ? null : g.Total, null)).ToList();
            return Budget(o, "incident", range, rows, minutes.Sum(m => m.Total - m.Good), minutes.Sum(m => m.Total));
        });
    }

    private static async Task<IEnumerable<SpentBudget>> FlagsAsync(AnswerService asked, IReadOnlyList<Objective> objectives, TimeRange range, DateTimeOffset end, CancellationToken cancellation)
    {
        if (asked.Plan.Flags.Count == 0)
        {
            throw new QuestionException("The plan declares no flag.");
        }

        var budgets = new List<SpentBudget>();
        var counted = await CountedAsync(asked, objectives, range, end, cancellation);
        foreach (var flag in asked.Plan.Flags)
        {
            var variants = await asked.AskAsync(new VariantSplitQuestion(flag.Name, objectives, range), cancellation);
            budgets.AddRange(objectives.Index().Select(o =>
            {
                var (bad, total) = (counted[o.Item.Name].Sum(m => m.Total - m.Good), counted[o.Item.Name].Sum(m => m.Total));
                var (badLeft, totalLeft, rows) = (bad, total, new List<SpentRow>());
                foreach (var variant in variants.Where(v => v.Objective == o.Index))
                {
                    // A span that was sent twice is stored twice and counted once.
                    var (own, all) = (Math.Min(variant.Total - variant.Good, badLeft), Math.Min(variant.Total, totalLeft));
                    (badLeft, totalLeft) = (badLeft - own, totalLeft - all);
                    rows.Add(new(variant.Name, "", own, all, null));
                }

                rows.Add(new(None, "evaluated no variant, or spans are not kept any more", badLeft, totalLeft, null));
                return Budget(o.Item, $"flag {flag.Name}", range, rows, bad, total);
            }));
        }

        return budgets;
    }

    private static async Task<Dictionary<string, IReadOnlyList<MinuteCount>>> CountedAsync(AnswerService asked, IReadOnlyList<Objective> objectives, TimeRange range, DateTimeOffset end, CancellationToken cancellation) =>
        (await asked.AskAsync(new ObjectiveQuestion(objectives, range), cancellation)).ToDictionary(c => c.Objective.Name, c => StatusAnswer.EventsOf(c, range, end).Minutes, StringComparer.Ordinal);

    private static bool IsOfMinutes(Objective objective) => objective.Kind == ObjectiveKind.Throughput;

    // The minute in which it began belongs to it.
    private static bool IsWithin(Incident incident, DateTimeOffset minute) => minute.AddMinutes(1) > incident.StartedAt && !(minute >= (incident.MitigatedAt ?? incident.ResolvedAt));

    private static string Of(ProductPlan plan, Objective objective, string environment) =>
        string.Join(", ", new[] { plan.Operations.FirstOrDefault(o => o.Name == objective.Operation)?.Entry.Service ?? "", environment }.Where(t => t.Length > 0));

    private static SpentBudget Budget(Objective objective, string by, TimeRange range, IReadOnlyList<SpentRow> rows, long bad, long total)
    {
        var allowed = (double)((1 - (decimal)objective.Target) * total);
        return new(objective.Name, by, range.From, range.To, bad, total, allowed, Share(bad), [.. rows.Select(r => r with { Share = Share(r.Bad) })]);

        double? Share(long some) => total == 0 ? null : some / allowed;
    }
}
