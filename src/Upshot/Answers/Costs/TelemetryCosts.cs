using System.Globalization;
using Upshot.Decide.SignalCosts;
using Upshot.Evidence;
using Upshot.Observe.Stores.Questions;
using Upshot.Plan;

namespace Upshot.Answers;

/// <summary>What one signal costs and what it is good for.</summary>
/// <param name="Bytes">Estimated, before compression.</param>
/// <param name="Share">Of all bytes of the services that send it.</param>
/// <param name="Alerts">How many alerts went off in this time for an objective that reads it.</param>
/// <param name="Releases">Releases of this time whose plan reads it.</param>
/// <param name="Proposals">What could be spared of it, the largest saving first.</param>
public sealed record SignalCost(
    string Signal, string Kind, string Owner, int Processes, long Events, long Bytes, double Share, IReadOnlyList<SignalUser> UsedBy, bool IsEssential, int Alerts, IReadOnlyList<string> Releases, IReadOnlyList<CostProposal> Proposals)
{
    /// <summary>By the largest of the proposals: each stands for itself.</summary>
    public double BytesSaved => Proposals.Count > 0 ? Proposals[0].BytesSaved : 0;
}

/// <summary>All signals of the plan with what they cost, the largest saving first.</summary>
public sealed record TelemetryCost(DateTimeOffset From, DateTimeOffset To, IReadOnlyList<SignalCost> Signals, double BytesSaved, string Sentence);

/// <summary>Telemetry as a candidate for improvement: each declared signal with its cost, who reads it, and what could be spared.</summary>
internal static class TelemetryCosts
{
    public static async Task<TelemetryCost> OfAsync(AnswerService asked, int weeks, CancellationToken cancellation)
    {
        var (plan, range) = (asked.Plan, new TimeRange(asked.Now.AddDays(-7 * weeks), asked.Now.AddMinutes(1)));
        var fired = asked.State.Alerts.Episodes(range.From, range.To);
        var released = asked.State.Releases().Where(r => r.StartedAt >= range.From && r.StartedAt < range.To).Select(r => r.Version).ToHashSet(StringComparer.Ordinal);
        var read = SignalUses.AttributesOf(plan);
        var costs = new List<SignalCost>();
        foreach (var signal in plan.Signals.Where(s => s.Kind != SignalKind.Entity))
        {
            var use = await asked.AskAsync(new SignalUseQuestion(signal, range), cancellation);
            var users = SignalUses.Of(plan, signal);
            var (events, bytes, all) = (use.Sum(u => u.Events), use.Sum(u => u.Bytes), use.Sum(u => u.AllBytes));
            costs.Add(new(
                signal.Id, signal.Kind.ToString().ToLowerInvariant(), signal.Owner, use.Count(u => u.Events > 0), events, bytes, all == 0 ? 0 : (double)bytes / all, users, users.Any(u => u.IsEssential),
                fired.Count(e => users.Any(u => u.Kind == "objective" && u.Name == e.Objective)), [.. users.Where(u => u.Kind is "release" or "guardrail").Select(u => u.Name).Where(released.Contains).Distinct()],
                CostProposal.For(signal, users, [.. use.Where(u => u.Events > 0).Select(u => u.Events)], bytes, users.Any(u => u.IsEssential) ? [] : await SeriesOfSignal.OfAsync(asked, signal, use, cancellation), read)));
        }

        costs = [.. costs.OrderByDescending(c => c.BytesSaved).ThenByDescending(c => c.Bytes).ThenBy(c => c.Signal, StringComparer.Ordinal)];
        var saved = costs.Sum(c => c.BytesSaved);
        return new(range.From, range.To, costs, saved, Sentence(costs, saved, weeks));
    }

    private static string Sentence(List<SignalCost> costs, double saved, int weeks) =>
        costs.Count == 0 ? "The plan declares no signals: there is nothing whose cost could be told. Declare them in signals/, or start with --plan DIR."
        : costs.All(c => c.Events == 0) ? string.Create(CultureInfo.InvariantCulture, $"None of the plan's {costs.Count} signals came within {weeks} weeks: they cost nothing.")
        : string.Create(CultureInfo.InvariantCulture, $"The plan's signals took {costs.Sum(c => c.Bytes):#,0} bytes within {weeks} weeks, {saved:#,0} of which could be spared by {costs.Count(c => c.Proposals.Count > 0)} changes; {costs.Count(c => c.IsEssential)} signals are essential and stay.");
}
