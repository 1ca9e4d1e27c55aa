using System.Globalization;
using Upshot.Plan.Migrations;

namespace Upshot.Plan.Diff;

/// <summary>Signals: what was recorded must be readable in today's words.</summary>
internal static class SignalDiff
{
    public static void Compare(Difference difference)
    {
        var pairs = difference.Pairs;
        foreach (var pair in pairs.Pairs)
        {
            Names(difference, pair);
            if (pair.Part is null)
            {
                Fields(difference, pair);
                AttributeUseDiff.Compare(difference, pair);
            }
        }

        foreach (var gone in pairs.Removed)
        {
            difference.Add(Removed(difference, gone));
        }

        var known = new HashSet<(SignalKind, string)>(difference.Before.Signals.Select(s => (s.Kind, s.Name)));
        foreach (var added in pairs.Added)
        {
            // A second declaration of a name that was there, such as a refinement, is told apart by its id.
            var name = known.Contains((added.Kind, added.Name)) ? added.Id : added.Name;
            difference.Add(new(Uses.KindOf(added), name, ChangeKind.Added, added.Location) { Touches = difference.Touches(u => u.OfSignal(added)) });
        }
    }

    private static PlanChange Removed(Difference difference, Signal gone)
    {
        var change = new PlanChange(Uses.KindOf(gone), gone.Name, ChangeKind.Removed, gone.Location) { Touches = difference.Touches(u => u.OfSignal(gone)) };
        return gone.Deprecated.Length > 0 ? change with { Reason = "It was deprecated before." }
            : gone.Rollout == "off" ? change with { Reason = "It was switched off before." }
            : change with
            {
                IsBreaking = true,
                Reason = "Whoever reads it finds nothing any more.",
                Migration = MigrationState.Missing,
                Remedy = difference.HasVersions
                    ? "Deprecate it first (deprecated:, or rollout: off), say in a migration of another signal what became of it, or accept its end by name."
                    : "Keep it as deprecated, with renamed_to where there is a new name.",
            };
    }

    private static void Names(Difference difference, SignalPair pair)
    {
        var (before, after) = (pair.Before, pair.After);
        var what = Uses.KindOf(after);
        if (before.Name != after.Name)
        {
            var change = new PlanChange(what, after.Name, ChangeKind.Renamed, after.Location)
            {
                Before = before.Name,
                After = after.Name,
                IsBreaking = true,
                Reason = pair.Part is { Split: not null } ? $"It is a part of what {before.Name} was." : pair.Part is not null ? $"It holds what {before.Name} was." : "What was recorded stands under the old name.",
                Touches = difference.Touches(u => u.OfSignal(before).Concat(u.OfSignal(after))),
            };
            difference.Add(pair.By == PairedBy.Declaration && !difference.HasVersions
                ? change with { Migration = MigrationState.Declared }
                : difference.HasVersions
                    ? new Proof(before, after).Judge(change, steps => steps.Any(h => Names(h, before.Name)), $"renamed_from: {before.Name}")
                    : change with { Migration = MigrationState.Missing, Remedy = $"Keep {before.Name} as deprecated, with renamed_to: {after.Name}." });
        }
        else if (before.RenamedTo != after.RenamedTo && after.RenamedTo.Length > 0 && before.Deprecated.Length == 0)
        {
            difference.Add(new(what, after.RenamedTo, ChangeKind.Renamed, after.Location)
            {
                Before = after.Name,
                After = after.RenamedTo,
                Migration = MigrationState.Declared,
                IsBreaking = true,
                Reason = "The old name is still declared, as deprecated.",
                Touches = difference.Touches(u => u.OfSignal(after)),
            });
            Successor(difference, before, after);
        }
        else if (before.Deprecated.Length == 0 && after.Deprecated.Length > 0)
        {
            difference.Add(new(what, after.Name, ChangeKind.Changed, after.Location) { Field = "deprecated", After = OneLine(after.Deprecated), Touches = difference.Touches(u => u.OfSignal(after)) });
        }
    }

    /// <summary>A registry says only the new name: where the numbers are others too, nothing leads from the one to the other.</summary>
    private static void Successor(Difference difference, Signal before, Signal deprecated)
    {
        if (difference.HasVersions || difference.After.Signals.FirstOrDefault(s => s.Kind == before.Kind && s.Name == deprecated.RenamedTo) is not { } after)
        {
            return;
        }

        var fields = new FieldChanges(difference, Uses.KindOf(after), after.Name, after.Location, u => u.OfSignal(after));
        var remedy = $"Do not call it a rename of {before.Name}: say what changed in its note, without renamed_to.";
        if (UnitConversion.Between(before.Unit, after.Unit) is not { IsNone: true })
        {
            fields.Breaking("unit", before.Unit, after.Unit, $"{before.Name} was in another unit.", remedy);
        }

        fields.Breaking("instrument", before.Instrument, after.Instrument, $"The points of {before.Name} are of another kind.", remedy);
    }

    private static bool Names(Migration step, string name) => step.RenamedFrom == name || step.Split?.Signal == name || step.Merge?.Signals.ContainsKey(name) == true;

    private static void Fields(Difference difference, SignalPair pair)
    {
        var (before, after) = (pair.Before, pair.After);
        var fields = new FieldChanges(difference, Uses.KindOf(after), after.Name, after.Location, u => u.OfSignal(after));
        var proof = new Proof(before, after);
        if (before.Unit != after.Unit && UnitConversion.Between(before.Unit, after.Unit) is { IsNone: true })
        {
            fields.Compatible("unit", before.Unit, after.Unit, "The numbers are the same; only what they are called changed.");
        }
        else if (before.Unit != after.Unit && difference.HasVersions && UnitConversion.Between(before.Unit, after.Unit) is null)
        {
            // No migration leads there: the check would refuse it.
            fields.Breaking("unit", before.Unit, after.Unit, "What was counted in one cannot be said in the other.", "Leave it as it was, and give what measures something else a name of its own.");
        }
        else
        {
            Breaks("unit", before.Unit, after.Unit, "Numbers of two units make no trend line.", Converts, $"unit: {{ from: \"{before.Unit}\", to: \"{after.Unit}\" }}");
        }

        Breaks("instrument", before.Instrument, after.Instrument, "Its points are of another kind.", _ => true, "");
        Breaks("span_kind", before.SpanKind, after.SpanKind, "Operations and journeys may no longer recognise it.", _ => true, "");
        Breaks("span_name", before.SpanName, after.SpanName, "Spans of before and after have different names.", _ => true, "");
        if (Recorded(before) == Recorded(after))
        {
            fields.Compatible("value", before.Value, after.Value, "It says what held before too.");
        }
        else if (Recorded(before).Length == 0 && after.Value is not ("duration" or "one"))
        {
            fields.Compatible("value", before.Value, after.Value, "The caller gave the number before too; now it has a name.");
        }
        else
        {
            Breaks("value", before.Value, after.Value, "Its numbers mean something else.", _ => true, "");
        }

        Rollout(before, after);
        var lost = before.Metrics.Where(m => !after.Metrics.Contains(m) && difference.After.Signals.Any(s => s.Id == m)).ToList();
        if (lost.Count > 0)
        {
            Breaks("metrics", FieldChanges.Text(before.Metrics), FieldChanges.Text(after.Metrics), $"{FieldChanges.Text(lost)} is no longer recorded when the span ends.", _ => true, "");
        }
        else
        {
            fields.Compatible("metrics", FieldChanges.Text(before.Metrics), FieldChanges.Text(after.Metrics));
        }

        if (before.Event.Length > 0 && difference.After.Signals.Any(s => s.Id == before.Event))
        {
            Breaks("event", before.Event, after.Event, $"{before.Event} is no longer written when the span ends.", _ => true, "");
        }
        else
        {
            fields.Compatible("event", before.Event, after.Event);
        }

        fields.Compatible("after", before.After, after.After);
        fields.Compatible("message", OneLine(before.Message), OneLine(after.Message), "The text of the record is another; who searches for words searches for the new ones.");
        fields.Compatible("range", FieldChanges.Text(before.Range), FieldChanges.Text(after.Range));
        fields.Compatible("cardinality", FieldChanges.Text(before.Cardinality), FieldChanges.Text(after.Cardinality));
        fields.Compatible("stability", before.Stability, after.Stability);
        fields.Compatible("owner", before.Owner, after.Owner);
        fields.Compatible("reason", OneLine(before.Reason), OneLine(after.Reason));
        fields.Compatible("decision", OneLine(before.Decision), OneLine(after.Decision));
        if (after.Version < before.Version)
        {
            fields.Breaking("version", Text(before.Version), Text(after.Version), "Data of two contracts have one number.", $"Versions only rise: set version: {before.Version + 1}.");
        }
        else
        {
            fields.Compatible("version", Text(before.Version), Text(after.Version));
        }

        void Breaks(string field, string was, string now, string why, Func<IReadOnlyList<Migration>, bool> needs, string example)
        {
            if (was != now)
            {
                var change = fields.Change(field, was, now) with { Reason = why };
                difference.Add(difference.HasVersions
                    ? proof.Judge(change, needs, example)
                    : change with { IsBreaking = true, Migration = MigrationState.Missing, Remedy = $"Keep it as it was, deprecate it, and give what is new a name of its own." });
            }
        }

        bool Converts(IReadOnlyList<Migration> steps)
        {
            var units = steps.Select(h => h.Unit).OfType<UnitChange>().ToList();
            return units.Count > 0 && units[0].From == before.Unit && units[units.Count - 1].To == after.Unit && MigrationChain.Conversion(steps) is not null;
        }

        void Rollout(Signal then, Signal now)
        {
            if (then.Rollout != now.Rollout && now.Rollout == "off")
            {
                fields.Breaking("rollout", then.Rollout, now.Rollout, "It goes silent.", "Retire what rests on it first, or accept its end by name.");
            }
            else if (ShareOf(now) < ShareOf(then))
            {
                fields.Breaking(then.Rollout == now.Rollout ? "canary" : "rollout", Stage(then), Stage(now), "Fewer processes emit it: its counts and sums fall, and nothing has become less.", "Leave it as it is, or accept the step in its history by name.");
            }
            else if (Stage(then) != Stage(now))
            {
                fields.Compatible(then.Rollout == now.Rollout ? "canary" : "rollout", Stage(then), Stage(now), now.Rollout == "canary" ? $"Only {Percent(now.CanaryShare)} of the processes emit it." : "");
            }
        }
    }

    /// <summary>A metric that says nothing of its value records the span's duration, or counts, if it is of that kind; empty: what the caller gives.</summary>
    private static string Recorded(Signal metric) =>
        metric.Value.Length > 0 ? metric.Value
        : metric.Instrument == "counter" ? "one"
        : metric.Instrument == "histogram" && UnitConversion.Between(metric.Unit, "s") is not null ? "duration"
        : "";

    private static double ShareOf(Signal signal) => signal.Rollout switch { "off" => 0, "canary" => signal.CanaryShare, _ => 1 };

    private static string Stage(Signal signal) => signal.Rollout == "canary" ? $"canary {Percent(signal.CanaryShare)}" : signal.Rollout;

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Percent(double share) => Values.Share.Format(share);

    internal static string OneLine(string text) => string.Join(" ", text.Split(s_breaks, StringSplitOptions.RemoveEmptyEntries));

    private static readonly char[] s_breaks = [' ', '\n', '\r', '\t'];
}
