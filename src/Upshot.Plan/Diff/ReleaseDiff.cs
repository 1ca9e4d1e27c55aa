using Upshot.Plan.Values;

namespace Upshot.Plan.Diff;

/// <summary>Releases: what a team expected is part of the ledger; whoever changes it afterwards changes a verdict.</summary>
internal static class ReleaseDiff
{
    private const string Afterwards = "If the release is out already, its verdict changes with it.";

    public static void Compare(Difference difference) => difference.Compare(
        "release",
        difference.Before.Releases,
        difference.After.Releases,
        NameIn(difference),
        r => r.Location,
        gone => difference.Add(new("release", gone.Version, ChangeKind.Removed, gone.Location)
        {
            IsBreaking = true,
            Reason = "What the team expected of it is gone from the ledger.",
            Migration = MigrationState.Missing,
            Remedy = "Keep the file, or accept its end by name.",
            Touches = [new("comparison", Uses.Says(gone))],
        }),
        (before, after) => Changed(difference, before, after));

    /// <summary>The version, with the service where several have a release of that version.</summary>
    private static Func<ReleasePlan, string> NameIn(Difference difference)
    {
        var several = new[] { difference.Before, difference.After }.Any(p => p.Releases.Select(r => r.Version).Distinct().Count() < p.Releases.Count);
        return r => several && r.Service.Length > 0 ? $"{r.Service} {r.Version}" : r.Version;
    }

    private static void Changed(Difference difference, ReleasePlan before, ReleasePlan after)
    {
        var fields = new FieldChanges(difference, "release", after.Version, after.Location, _ => [new("comparison", Uses.Says(after))]);
        fields.Compatible("service", before.Service, after.Service, Afterwards);
        fields.Compatible("baseline", before.Baseline, after.Baseline, Afterwards);
        fields.Compatible("expected", Expected(before, Now), Expected(after, n => n), Afterwards);
        fields.Compatible("guardrails", Guardrails(before, Now), Guardrails(after, n => n), Afterwards);
        fields.Compatible("flag", before.Flag, after.Flag);
        fields.Compatible("hypothesis", before.Hypothesis, after.Hypothesis);
        fields.Compatible("owner", before.Owner, after.Owner);

        // An operation that was only renamed is promised the same.
        string Now(string name) => difference.After.Operations.FirstOrDefault(o => o.RenamedFrom.Contains(name) && difference.After.Operations.All(p => p.Name != name))?.Name ?? name;
    }

    private static string Expected(ReleasePlan release, Func<string, string> operation) => FieldChanges.Text(release.Expected
        .Select(e => $"{operation(e.Operation)} {MeasureName.Of(e.Measure, e.Outcome)} {Share.Format(e.Low)}..{Share.Format(e.High)} at {Share.Format(e.Confidence)}"));

    private static string Guardrails(ReleasePlan release, Func<string, string> operation) => FieldChanges.Text(release.Guardrails
        .Select(g => $"{operation(g.Operation)} {(g.IsOfBudget ? "budget" : MeasureName.Of(g.Measure, g.Outcome))} {Share.Format(g.Margin)}"));
}
