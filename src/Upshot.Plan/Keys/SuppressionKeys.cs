using static Upshot.Plan.Keys.Shapes;

namespace Upshot.Plan.Keys;

/// <summary>The keys of <c>verify.yaml</c>.</summary>
internal static class SuppressionKeys
{
    public static readonly KeyTable Suppression = new(
        "suppression",
        "A problem that verification finds, and the team lives with for a while.",
        new("check", Word, "Id of the check, as the report names it.", Required: true),
        new("service", Word, "Only of this service (`service.name`)."),
        new("signal", Word, "Only of this signal, operation or journey."),
        new("attribute", Word, "Only of this attribute."),
        new("reason", Text, "Why the team lives with it.", Required: true),
        new("until", Date, "The last day on which it holds.", Required: true));

    public static readonly KeyTable File = new(
        "verification",
        "What `upshot verify` is told beside the plan.",
        new Key("suppress", ListOf(Map(Suppression)), "Problems that fail nothing until a day."));
}
