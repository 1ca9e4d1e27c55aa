namespace Upshot.Plan.Diff;

/// <summary>Journeys: nothing is recorded under them, so that no history breaks; a lost step is a check that is lost.</summary>
internal static class JourneyDiff
{
    public static void Compare(Difference difference) => difference.Compare(
        "journey",
        difference.Before.Journeys,
        difference.After.Journeys,
        j => j.Name,
        j => j.Location,
        gone => difference.Add(new("journey", gone.Name, ChangeKind.Removed, gone.Location)
        {
            Reason = "Nothing watches this critical trace any more.",
            Touches = difference.Touches(u => u.OfJourney(gone)),
        }),
        (before, after) => Changed(difference, before, after));

    private static void Changed(Difference difference, Journey before, Journey after)
    {
        var fields = new FieldChanges(difference, "journey", after.Name, after.Location, u => u.OfJourney(after));
        fields.Compatible("operation", before.Operation, after.Operation);
        var now = after.Steps.ToDictionary(s => s.Name, StringComparer.Ordinal);
        foreach (var step in before.Steps)
        {
            if (!now.TryGetValue(step.Name, out var same))
            {
                fields.Compatible($"step {step.Name}", FieldChanges.Text(step.Match), "", "A trace without this span is no longer noticed.");
                continue;
            }

            fields.Compatible($"step {step.Name}", FieldChanges.Text(step.Match), FieldChanges.Text(same.Match));
            fields.Compatible($"step {step.Name} under", step.Under ?? "", same.Under ?? "");
            fields.Compatible($"step {step.Name} latency", FieldChanges.Text(step.Latency), FieldChanges.Text(same.Latency));
        }

        foreach (var step in after.Steps.Where(s => before.Steps.All(b => b.Name != s.Name)))
        {
            fields.Compatible($"step {step.Name}", "", FieldChanges.Text(step.Match), "Traces recorded before may lack it.");
        }
    }
}
