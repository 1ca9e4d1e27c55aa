using Upshot.Plan.Alerts;
using Upshot.Plan.Problems;
using Upshot.Plan.Values;
using Upshot.Plan.Yaml;

namespace Upshot.Plan.Checks;

/// <summary>An objective is owned, leads to a decision, and rests on data that is still there.</summary>
internal static class ObjectiveChecks
{
    public static void Check(ProductPlan plan, ProblemList problems)
    {
        var operations = new HashSet<string>(plan.Operations.Select(o => o.Name), StringComparer.Ordinal);
        foreach (var objective in plan.Objectives)
        {
            // Of an operation that does not exist it is not known whether it has an owner.
            if (objective.Owner.Length == 0 && operations.Contains(objective.Operation))
            {
                problems.Add(objective.Location, Rules.ObjectiveWithoutOwner, $"The objective {Quote.Of(objective.Name)} has no owner, and neither has its operation.", "Add owner: the team that answers for it.");
            }

            if (objective.Decision.Length == 0)
            {
                problems.Add(objective.Location, Rules.ObjectiveWithoutDecision, $"The objective {Quote.Of(objective.Name)} informs no decision.", "Add decision: what the team does when the budget runs low.");
            }

            CheckAbout(objective, problems);
            CheckOutcome(objective, problems);
            if (objective.Throughput is not null && objective.Latency is not null)
            {
                problems.Add(objective.Location, Rules.WrongType, $"The objective {Quote.Of(objective.Name)} is about throughput and about latency.", "Make two objectives of it.");
            }

            if (objective.Success.Count > 0 && (objective.Latency is not null || objective.Throughput is not null))
            {
                problems.Add(objective.Location, Rules.WrongType, $"The objective {Quote.Of(objective.Name)} says what success is and is about {(objective.Latency is null ? "throughput" : "latency")}.", "Make two objectives of it.");
            }

            if (objective.Hours is not null && objective.Throughput is null)
            {
                problems.Add(objective.Location, Rules.MissingKey, $"The objective {Quote.Of(objective.Name)} has hours and no throughput.", "Add throughput: the events that a minute must serve, or remove hours.");
            }

            CheckZone(objective, objective.Window.Zone, problems);
            CheckZone(objective, objective.Hours?.Zone, problems);
            var period = BurnRateTable.Period(objective.Window);
            if (period > plan.Retention.Rollups)
            {
                problems.Add(objective.Location, Rules.RetentionTooShort, $"The objective {Quote.Of(objective.Name)} counts over {Duration.Format(period)}, but rollups are kept for {Duration.Format(plan.Retention.Rollups)}.", $"Set retention.rollups to {Duration.Format(period)} or more.");
            }
        }
    }

    private static void CheckAbout(Objective objective, ProblemList problems)
    {
        if (objective.Operation.Length == 0)
        {
            problems.Add(objective.Location, Rules.MissingKey, $"The objective {Quote.Of(objective.Name)} has no operation.", "Add operation: the operation that the promise is about, or journey: a critical trace of it, or outcome: one that is counted per operation.");
        }

        if (objective.Journey is not { } journey)
        {
            return;
        }

        if (objective.Operation != journey.Operation)
        {
            problems.Add(objective.Location, Rules.WrongType, $"The objective {Quote.Of(objective.Name)} is about {Quote.Of(objective.Operation)}, and its journey {Quote.Of(journey.Name)} is one of {Quote.Of(journey.Operation)}.", "Leave operation out: the journey says it.");
        }

        if (objective.Latency is not null || objective.Throughput is not null || objective.Success.Count > 0)
        {
            problems.Add(objective.Location, Rules.WrongType, $"The objective {Quote.Of(objective.Name)} is about a journey and about {(objective.Latency is not null ? "latency" : objective.Throughput is not null ? "throughput" : "success")}.", "Make two objectives of it; how long a step may take stands at the step, as latency.");
        }
    }

    private static void CheckOutcome(Objective objective, ProblemList problems)
    {
        if (objective.Outcome is not { } outcome)
        {
            return;
        }

        if (outcome.Measure != OutcomeMeasure.Count || outcome.Per.Length == 0)
        {
            problems.Add(objective.Location, Rules.WrongType, $"The objective {Quote.Of(objective.Name)} is about {Quote.Of(outcome.Name)}, which is no share of requests: {(outcome.Per.Length == 0 ? "no operation divides it" : $"its measure is {(outcome.Measure == OutcomeMeasure.Sum ? "sum" : "mean")}")}.", "Name an outcome with measure: count and per: the operation whose requests come to it.");
        }
        else if (objective.Operation != outcome.Per)
        {
            problems.Add(objective.Location, Rules.WrongType, $"The objective {Quote.Of(objective.Name)} is about {Quote.Of(objective.Operation)}, and its outcome {Quote.Of(outcome.Name)} is counted per {Quote.Of(outcome.Per)}.", "Leave operation out: the outcome says it.");
        }

        if (objective.Latency is not null || objective.Throughput is not null || objective.Success.Count > 0 || objective.Journey is not null)
        {
            problems.Add(objective.Location, Rules.WrongType, $"The objective {Quote.Of(objective.Name)} is about an outcome and about {(objective.Latency is not null ? "latency" : objective.Throughput is not null ? "throughput" : objective.Journey is not null ? "a journey" : "success")}.", "Make two objectives of it.");
        }
    }

    private static void CheckZone(Objective objective, string? zone, ProblemList problems)
    {
#if NET
        // The compiler's generator runs where zones have other names; the program checks them.
        if (zone is not null && !TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _))
        {
            problems.Add(objective.Location, Rules.UnknownReference, $"There is no time zone {Quote.Of(zone)} on this machine.", "Write an IANA name such as Europe/Berlin; on a machine without zones install tzdata.");
        }
#endif
    }
}
