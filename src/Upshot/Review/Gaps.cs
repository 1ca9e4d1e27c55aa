using Upshot.Plan;
using Upshot.Plan.Diff;

namespace Upshot.Review;

/// <summary>Something the change leaves open; one sentence, and what to do about it.</summary>
internal sealed record Gap(string About, string Text, string ToDo);

/// <summary>What a reviewer would miss: new things that nobody watches, signals that nobody answers for.</summary>
internal static class Gaps
{
    public static IReadOnlyList<Gap> OfFeatures(PlanDifference difference, ProductPlan after)
    {
        var gaps = new List<Gap>();
        var added = difference.Changes.Where(c => c.Kind == ChangeKind.Added && c.Field.Length == 0).Select(c => c.Subject).ToHashSet();
        foreach (var operation in after.Operations.Where(o => added.Contains($"operation {o.Name}")))
        {
            if (after.Objectives.All(o => o.Operation != operation.Name))
            {
                gaps.Add(new($"operation {operation.Name}", "It has no objective: nobody learns when it breaks.", "Promise something about it, if only that it works."));
            }

            if (after.Journeys.All(j => j.Operation != operation.Name))
            {
                gaps.Add(new($"operation {operation.Name}", "It has no journey: a lost span is not noticed.", "Name the spans that must be there."));
            }

            if (operation.Entry.Span is { } span && !IsDeclared(span))
            {
                gaps.Add(new($"operation {operation.Name}", $"Its entry span {span} is not declared.", "Declare it under signals/, so that its name and attributes are checked."));
            }
        }

        foreach (var flag in after.Flags.Where(f => added.Contains($"flag {f.Name}")))
        {
            if (after.Releases.All(r => r.Flag != flag.Name))
            {
                gaps.Add(new($"flag {flag.Name}", "No release refers to it: what it does is not judged.", "Write releases/… with flag, the expected impact and a guardrail."));
            }

            if (flag.Expires.Length == 0)
            {
                gaps.Add(new($"flag {flag.Name}", "It has no end.", "Say when it should be gone (expires)."));
            }
        }

        foreach (var journey in after.Journeys)
        {
            var isNew = added.Contains($"journey {journey.Name}");
            foreach (var step in journey.Steps.Where(s => s.Match.Span is { } span && !IsDeclared(span)))
            {
                if (isNew || difference.Changes.Any(c => c.Subject == $"journey {journey.Name}" && c.Field == $"step {step.Name}"))
                {
                    gaps.Add(new($"journey {journey.Name}", $"The span {step.Match.Span} of the step {step.Name} is not declared.", "Declare it under signals/."));
                }
            }
        }

        foreach (var span in after.Signals.Where(s => s.Kind == SignalKind.Span && added.Contains($"span {s.Name}")))
        {
            if (span.Metrics.Count == 0 && span.Event.Length == 0 && span.Attributes.Count == 0)
            {
                gaps.Add(new($"span {span.Name}", "It carries no attribute, records no metric and writes no event: it says only that something took time.", "Say what will be asked of it, and let it carry the answer."));
            }
        }

        return gaps;

        bool IsDeclared(string span) => after.Signals.Any(s => s.Kind == SignalKind.Span && s.Name == span);
    }

    public static IReadOnlyList<Gap> OfSignals(PlanDifference difference, ProductPlan after)
    {
        var gaps = new List<Gap>();
        var touched = difference.Changes.Where(c => c.Kind != ChangeKind.Removed || c.Field.Length > 0).ToLookup(c => c.Subject);
        foreach (var signal in after.Signals.Where(s => s.Kind != SignalKind.Entity && s.Deprecated.Length == 0))
        {
            var subject = $"{signal.Kind.ToString().ToLowerInvariant()} {signal.Name}";
            if (!touched.Contains(subject))
            {
                continue;
            }

            var missing = new[] { ("owner", signal.Owner), ("reason", signal.Reason), ("decision", signal.Decision) }.Where(f => f.Item2.Length == 0).Select(f => f.Item1).ToList();
            if (missing.Count > 0)
            {
                gaps.Add(new(subject, $"It has no {string.Join(" and no ", missing)}.", $"Add {string.Join(", ", missing)} under annotations: upshot."));
            }

            if (signal.Rollout != "off" && PlanDiff.Consumers(after, signal).Count == 0)
            {
                gaps.Add(new(subject, "Nothing uses it: no outcome, operation, journey, runbook or other signal.", "Name who will read it, or leave it out."));
            }
        }

        return gaps;
    }
}
