using Upshot.Plan.Migrations;

namespace Upshot.Plan.Diff;

/// <summary>Outcomes: what they measure and which way is better must stay, or lead from the one to the other.</summary>
internal static class OutcomeDiff
{
    private const string Remedy = "Declare an outcome with a name of its own, migrate its signal, or accept the step in its history by name.";

    public static void Compare(Difference difference) => difference.Compare(
        "outcome",
        difference.Before.Outcomes,
        difference.After.Outcomes,
        o => o.Name,
        o => o.Location,
        gone => difference.Add(new("outcome", gone.Name, ChangeKind.Removed, gone.Location)
        {
            IsBreaking = true,
            Reason = "Its trend line ends.",
            Migration = MigrationState.Missing,
            Remedy = "Keep it, or accept its end by name.",
            Touches = difference.Touches(u => u.Mentions(gone.Name)),
        }),
        (before, after) => Changed(difference, before, after));

    private static void Changed(Difference difference, Outcome before, Outcome after)
    {
        var fields = new FieldChanges(difference, "outcome", after.Name, after.Location, u => u.Mentions(after.Name));
        var signal = difference.After.Signals.FirstOrDefault(s => s.Name == after.Signal || s.Id == after.Signal);
        var wasNamed = difference.Before.Signals.FirstOrDefault(s => s.Name == before.Signal || s.Id == before.Signal)?.Name ?? before.Signal;
        if (signal is not null && (signal.Name == wasNamed || signal.Migrations.Any(m => m.RenamedFrom == wasNamed || m.Split?.Signal == wasNamed || m.Merge?.Signals.ContainsKey(wasNamed) == true)))
        {
            fields.Compatible("signal", before.Signal, after.Signal, "A migration leads from the one to the other.");
        }
        else
        {
            fields.Breaking("signal", before.Signal, after.Signal, "Its trend line goes on with other data.", Remedy);
        }

        if (UnitConversion.Between(before.Unit, after.Unit) is { IsNone: true })
        {
            fields.Compatible("unit", before.Unit, after.Unit, "The numbers are the same; only what they are called changed.");
        }
        else if (signal?.Unit == after.Unit && signal.Migrations.Any(m => m.Unit is { } unit && unit.From == before.Unit) && MigrationChain.Conversion(signal.Migrations) is not null)
        {
            fields.Compatible("unit", before.Unit, after.Unit, "A migration converts the one to the other.");
        }
        else
        {
            fields.Breaking("unit", before.Unit, after.Unit, "Numbers of two units make no trend line.", Remedy);
        }

        fields.Breaking("direction", before.Direction, after.Direction, "What was called better is called worse now.", Remedy);
        fields.Compatible("owner", before.Owner, after.Owner);
        fields.Compatible("description", before.Description, after.Description);
    }
}
