using static Upshot.Plan.Keys.Shapes;

namespace Upshot.Plan.Keys;

/// <summary>The keys of the front matter of <c>runbooks/*.md</c>.</summary>
internal static class RunbookKeys
{
    public static readonly KeyTable Runbook = new(
        "runbook",
        "The front matter of a runbook, between two lines of `---`.",
        new("title", Text, "Title of the runbook.") { Default = "the first heading" },
        new("owner", OwnerName, "Who keeps it true."),
        new("objectives", new ListShape(new ReferenceShape("objective"), OrOne: true), "The objectives it is for."));
}
