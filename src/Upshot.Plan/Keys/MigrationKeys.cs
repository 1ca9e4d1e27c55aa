using static Upshot.Plan.Keys.Shapes;

namespace Upshot.Plan.Keys;

/// <summary>The keys of <c>migrations:</c> under a signal's annotation.</summary>
internal static class MigrationKeys
{
    private static readonly Shape s_version = new NumberShape(1, 1_000_000, Integer: true);

    public static readonly KeyTable Unit = new(
        "unit change",
        "From one UCUM unit to another of the same dimension; values are converted.",
        new("from", Literal, "The unit before.", Required: true),
        new("to", Literal, "The unit after.", Required: true));

    public static readonly KeyTable Split = new(
        "split",
        "The signal was the part of another one in which an attribute had one value.",
        new("signal", Text, "Name of the signal that was split.", Required: true),
        new("attribute", Text, "Name of the attribute that told the parts apart.", Required: true),
        new("value", Literal, "Its value for this part.", Required: true));

    public static readonly KeyTable Merge = new(
        "merge",
        "Several signals became this one.",
        new("signals", new NamedShape("signal", Literal, FreeNames: true), "Names of the signals that became one, each with the value that its data get in the attribute.", Required: true),
        new("attribute", Text, "Name of the attribute that tells which of them it was.") { Default = "none: the merge cannot be taken back" });

    public static readonly KeyTable Migration = new(
        "migration",
        "How data of an earlier version of the signal are translated to a later one.",
        new("from", s_version, "The version whose data it reads.", Required: true),
        new("to", s_version, "The version that it leads to.") { Default = "the next version" },
        new("renamed_from", Text, "The name that the signal had."),
        new("attributes", new NamedShape("attribute", Text, FreeNames: true), "Attributes that were renamed: from the old name to the new one."),
        new("unit", Map(Unit), "The unit was changed."),
        new("values", new NamedShape("attribute", new NamedShape("value", Literal, FreeNames: true), FreeNames: true), "Values that were renamed, by the new name of their attribute: from the old value to the new one."),
        new("split", Map(Split), "The signal was part of another one."),
        new("merge", Map(Merge), "The signal was several before."));
}
