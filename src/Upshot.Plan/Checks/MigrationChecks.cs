using Upshot.Plan.Keys;
using Upshot.Plan.Migrations;
using Upshot.Plan.Problems;
using Upshot.Plan.Yaml;

namespace Upshot.Plan.Checks;

/// <summary>Migrations lead from earlier versions to the present one, without a hole, by names and units that exist.</summary>
internal static class MigrationChecks
{
    public static void Check(ProductPlan plan, ProblemList problems)
    {
        foreach (var signal in plan.Signals.Where(s => s.Migrations.Count > 0))
        {
            CheckVersions(signal, problems);
            CheckUnits(signal, problems);
            CheckNames(signal, problems);
            foreach (var step in signal.Migrations.Where(m => !m.IsInvertible))
            {
                problems.Add(step.Location, Rules.MigrationOneWay, $"The migration of {Quote.Of(signal.Name)} from version {step.From} cannot be taken back: {Quote.Clip(step.WhyNotInvertible!)}.", "Keep what tells them apart, or accept that a plan that is rolled back cannot read what is recorded from now on.");
            }
        }
    }

    private static void CheckVersions(Signal signal, ProblemList problems)
    {
        var starts = new HashSet<int>();
        foreach (var step in signal.Migrations)
        {
            if (step.From >= signal.Version)
            {
                problems.Add(step.Location, Rules.MigrationVersion, $"The migration is from version {step.From}, but {Quote.Of(signal.Name)} has version {signal.Version}.", $"Raise version to {step.From + 1}, or correct from.");
            }
            else if (step.To <= step.From || step.To > signal.Version)
            {
                problems.Add(step.Location, Rules.MigrationVersion, $"The migration of {Quote.Of(signal.Name)} leads from version {step.From} to {step.To}, and the signal has version {signal.Version}.", $"Let to be above {step.From} and at most {signal.Version}, or leave it out.");
            }
            else if (!starts.Add(step.From))
            {
                problems.Add(step.Location, Rules.MigrationVersion, $"Two migrations of {Quote.Of(signal.Name)} are from version {step.From}.", "Make one of them, or correct from.");
            }
        }

        foreach (var start in starts.OrderBy(v => v))
        {
            var step = signal.Migrations.First(m => m.From == start);
            if (step.To < signal.Version && !starts.Contains(step.To))
            {
                problems.Add(step.Location, Rules.MigrationGap, $"No migration of {Quote.Of(signal.Name)} leads on from version {step.To} to {signal.Version}.", $"Add {{ from: {step.To} }} with what changed then; with nothing else, if old data need no change.");
            }
        }
    }

    private static void CheckUnits(Signal signal, ProblemList problems)
    {
        var unit = signal.Unit;
        foreach (var step in signal.Migrations.Where(m => m.Unit is not null).OrderByDescending(m => m.From))
        {
            var change = step.Unit!;
            if (signal.Kind != SignalKind.Metric)
            {
                problems.Add(step.Location, Rules.UnknownConversion, $"{Quote.Of(signal.Name)} is no metric and has no unit.", "Remove unit.");
            }
            else if (UnitConversion.Between(change.From, change.To) is null)
            {
                problems.Add(step.Location, Rules.UnknownConversion, $"How {Quote.Of(change.From)} becomes {Quote.Of(change.To)} is not known.", "Write UCUM units of one kind, such as ms and s, By and KiBy, or % and 1. What measures something else is a metric of its own.");
            }
            else if (change.To != unit)
            {
                problems.Add(step.Location, Rules.UnknownConversion, $"The migration of {Quote.Of(signal.Name)} leads to {Quote.Of(change.To)}, but the unit after it is {Quote.Of(unit)}.", $"Write to: \"{Quote.Clip(unit)}\", or correct the unit.");
            }

            unit = change.From;
        }
    }

    private static void CheckNames(Signal signal, ProblemList problems)
    {
        var names = signal.Attributes.ToDictionary(a => a.Name, a => a.Definition, StringComparer.Ordinal);
        foreach (var step in signal.Migrations)
        {
            var later = MigrationChain.Between(signal.Migrations, step.To, signal.Version) ?? [];
            foreach (var name in step.Attributes.Values.Concat(step.Values.Keys).Concat(step.Merge is { Attribute.Length: > 0 } merge ? [merge.Attribute] : []).Distinct())
            {
                // What was dropped later is a matter of that step.
                var now = MigrationChain.AttributeAfter(later, name);
                if (later.Count == 0 && !names.ContainsKey(now))
                {
                    problems.Add(step.Location, Rules.MigrationWithoutEffect, $"The migration leads to the attribute {Quote.Of(name)}, which {Quote.Of(signal.Name)} does not carry.", Suggestions.Remedy(name, names.Keys, "Correct the name, or let the signal carry it."));
                }
            }

            foreach (var map in step.Values.Where(v => later.Count == 0 && names.TryGetValue(v.Key, out var definition) && definition.AllowedValues.Count > 0))
            {
                var allowed = names[map.Key].AllowedValues.Select(v => v.Value).ToList();
                foreach (var value in map.Value.Values.Where(v => !allowed.Contains(v)))
                {
                    problems.Add(step.Location, Rules.MigrationWithoutEffect, $"The migration leads to the value {Quote.Of(value)} of {Quote.Of(map.Key)}, which is not an allowed one.", Suggestions.Remedy(value, allowed, "Correct the value, or allow it."));
                }
            }
        }
    }
}
