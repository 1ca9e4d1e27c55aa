using Upshot.Plan.Keys;
using Upshot.Plan.Problems;
using Upshot.Plan.Registry;
using Upshot.Plan.Yaml;

namespace Upshot.Plan.Checks;

/// <summary>Signals agree with each other, are used, are owned, and leak nothing unnoticed.</summary>
internal static class SignalChecks
{
    public static void CheckTypes(IReadOnlyList<Signal> signals, ProblemList problems)
    {
        var metrics = new Dictionary<string, Signal>(StringComparer.Ordinal);
        foreach (var metric in signals.Where(s => s.Kind == SignalKind.Metric && s.Name.Length > 0))
        {
            if (!metrics.TryGetValue(metric.Name, out var first))
            {
                metrics.Add(metric.Name, metric);
            }
            else if (first.Unit != metric.Unit || first.Instrument != metric.Instrument)
            {
                problems.Add(metric.Location, Rules.TypeConflict, $"The metric {Quote.Of(metric.Name)} is a {metric.Instrument} in {Quote.Of(metric.Unit)} here and a {first.Instrument} in {Quote.Of(first.Unit)} in {first.Location}.", "Give one of them another name, or make unit and instrument agree.");
            }
        }
    }

    public static void CheckPrivacy(IReadOnlyList<AttributeDefinition> attributes, ProblemList problems)
    {
        foreach (var attribute in attributes)
        {
            if (attribute.Privacy is null && !KnownAttributes.Named(attribute.Name) && Personal.Looks(attribute))
            {
                problems.Add(attribute.Location, Rules.PersonalWithoutPrivacy, $"The attribute {Quote.Of(attribute.Name)} looks personal and has no privacy class.", "Add annotations: { upshot: { privacy: personal } }, or public, internal or secret.");
            }
        }
    }

    /// <summary>What a span records and writes when it ends, and what an event follows, is declared.</summary>
    public static void CheckReferences(IReadOnlyList<Signal> signals, ProblemList problems)
    {
        foreach (var signal in signals)
        {
            foreach (var metric in signal.Metrics)
            {
                Check(signal, metric, SignalKind.Metric);
            }

            Check(signal, signal.Event, SignalKind.Event);
            Check(signal, signal.After, SignalKind.Event);
            CheckName(signal, problems);
        }

        void Check(Signal signal, string id, SignalKind kind)
        {
            var ids = signals.Where(s => s.Kind == kind).Select(s => s.Id).ToList();
            if (id.Length > 0 && !ids.Contains(id, StringComparer.Ordinal))
            {
                var what = kind.ToString().ToLowerInvariant();
                problems.Add(signal.Location, Rules.UnknownReference, $"The {Kind(signal)} {Quote.Of(signal.Name)} refers to the {what} {Quote.Of(id)}, which is not declared.", Suggestions.Of(id, ids) is { } likely ? $"Did you mean {likely}?" : $"Declare the {what}, or correct the id.");
            }
        }
    }

    /// <summary>A name needs what is always there as the span starts, and everybody reads it.</summary>
    private static void CheckName(Signal signal, ProblemList problems)
    {
        if (signal.SpanName.Length > 0 && signal.Kind != SignalKind.Span)
        {
            problems.Add(signal.Location, Rules.SpanName, $"The {Kind(signal)} {Quote.Of(signal.Name)} has a span_name and is no span.", "Remove span_name.");
            return;
        }

        foreach (var name in SpanNaming.Attributes(signal.SpanName))
        {
            var attribute = signal.Attributes.FirstOrDefault(a => a.Name == name);
            var (why, remedy) = attribute switch
            {
                null => ("is no attribute of it", Suggestions.Of(name, [.. signal.Attributes.Select(a => a.Name)]) is { } likely ? $"Did you mean {likely}?" : "Add the attribute to the span, or take it out of the name."),
                { Definition.AtSource: not null } => ("is personal or secret", "Take it out of the name: everybody reads names."),
                { SetAt: AttributeMoment.End } => ("is known only as it ends", "Take it out of the name, or set it at the start."),
                { Requirement: not RequirementLevel.Required } => ("may be missing", "Make it requirement_level: required, or take it out of the name."),
                { Definition: { AllowedValues.Count: 0, Type: not ("string" or "int" or "boolean" or "enum") } } => ("is no single word", "Take it out of the name."),
                _ => ("", ""),
            };
            if (why.Length > 0)
            {
                problems.Add(signal.Location, Rules.SpanName, $"The name of the span {Quote.Of(signal.Name)} has {Quote.Of(name)} in it, which {why}.", remedy);
            }
        }
    }

    public static void CheckUse(ProductPlan plan, ProblemList problems)
    {
        var used = UsedNames(plan);
        foreach (var signal in plan.Signals)
        {
            if (signal.Kind == SignalKind.Entity || signal.Deprecated.Length > 0)
            {
                continue;
            }

            if (signal.Owner.Length == 0 || signal.Reason.Length == 0)
            {
                var missing = signal.Owner.Length > 0 ? "reason" : signal.Reason.Length > 0 ? "owner" : "owner and reason";
                problems.Add(signal.Location, Rules.SignalWithoutOwner, $"The {Kind(signal)} {Quote.Of(signal.Name)} has no {missing}.", $"Add {missing} under annotations: upshot.");
            }

            if (signal.Rollout != "off" && !used.Contains(signal.Name) && !used.Contains(signal.Id))
            {
                problems.Add(signal.Location, Rules.UnusedSignal, $"Nothing uses the {Kind(signal)} {Quote.Of(signal.Name)}: a candidate to retire.", "Use it in an outcome, operation, journey, runbook or release, or retire it (deprecated, or rollout: off).");
            }
        }
    }

    private static HashSet<string> UsedNames(ProductPlan plan)
    {
        var used = new HashSet<string>(
            plan.Outcomes.Select(o => o.Signal).Concat(plan.Alerts.Baselines.Select(b => b.Signal))
                .Concat(plan.Operations.Select(o => o.Entry.Span ?? ""))
                .Concat(plan.Journeys.SelectMany(j => j.Steps).Select(s => s.Match.Span ?? ""))
                .Concat(plan.Signals.SelectMany(s => s.Metrics.Append(s.Event).Append(s.After))),
            StringComparer.Ordinal);
        foreach (var prose in plan.Runbooks.Select(r => r.Body).Concat(plan.Releases.Select(r => r.Hypothesis)))
        {
            Mention.Collect(prose, used);
        }

        return used;
    }

    private static string Kind(Signal signal) => signal.Kind.ToString().ToLowerInvariant();
}
