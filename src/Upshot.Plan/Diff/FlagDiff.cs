namespace Upshot.Plan.Diff;

internal static class FlagDiff
{
    public static void Compare(Difference difference) => difference.Compare(
        "flag",
        difference.Before.Flags,
        difference.After.Flags,
        f => f.Name,
        f => f.Location,
        gone => difference.Add(new("flag", gone.Name, ChangeKind.Removed, gone.Location) { Touches = difference.Touches(u => u.OfFlag(gone.Name)) }),
        (before, after) =>
        {
            var fields = new FieldChanges(difference, "flag", after.Name, after.Location, u => u.OfFlag(after.Name));
            fields.Compatible("owner", before.Owner, after.Owner);
            fields.Compatible("description", before.Description, after.Description);
            fields.Compatible("expires", before.Expires, after.Expires);
        });
}
