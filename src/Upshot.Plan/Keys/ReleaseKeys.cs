using Upshot.Plan.Values;
using static Upshot.Plan.Keys.Shapes;

namespace Upshot.Plan.Keys;

/// <summary>The keys of <c>releases/*.yaml</c>.</summary>
internal static class ReleaseKeys
{
    public static readonly KeyTable Impact = new(
        "impact",
        "An expected change, with how sure the team is.",
        new("change", new ChangeShape(), "Candidate / baseline − 1, from low to high, such as `-30%..-10%`.", Required: true),
        new("confidence", new ShareShape(0, 1, "80%", OpenLow: true, OpenHigh: true), "How sure the team is.") { Default = "80%" });

    public static readonly KeyTable Expected = new(
        "expected impact",
        "The measures that the release is meant to move.",
        [.. MeasureName.All.Select(m => new Key(m, new EitherShape(new ChangeShape(), Map(Impact)), $"Expected change of {Says(m)}.")), new("outcomes", new NamedShape("outcome", new EitherShape(new ChangeShape(), Map(Impact)), FreeNames: true, Refers: true), "Expected changes of outcomes, by name.")]);

    public static readonly KeyTable Guardrails = new(
        "guardrails",
        "The measures that the release must not make worse.",
        [.. MeasureName.All.Select(m => new Key(m, new ShareShape(0, m == "error_ratio" ? 1 : 10, m == "error_ratio" ? "0.1%" : "5%", OpenLow: true), Margin(m))), new("budget", new ShareShape(0, 1, "10%", OpenLow: true), "Largest share of the operation's error budget that the release may spend, were its rise of failed requests to last the whole window."), new("outcomes", new NamedShape("outcome", new ShareShape(0, 1, "2%", OpenLow: true), FreeNames: true, Refers: true), "Largest relative harm of outcomes that is accepted, by name.")]);

    public static readonly KeyTable Release = new(
        "release",
        "A deployed version treated as an experiment.",
        new("version", Word, "The version (`service.version`).", Required: true),
        new("service", Word, "The service (`service.name`) whose version this is.") { Default = "any service" },
        new("baseline", Word, "The version it is judged against.") { Default = "the one that ran before" },
        new("owner", OwnerName, "Who answers for it."),
        new("flag", new ReferenceShape("flag"), "The feature flag that the release stands behind."),
        new("source", Word, "Where the prediction comes from, for the ledger: a person's judgement, or the tool that proposed the change.") { Default = "plan" },
        new("share", new ShareShape(0, 1, "10%", OpenLow: true, OpenHigh: true), "The share of the requests that the release is meant to get while it runs beside its baseline; a comparison stops where it gets another.") { Default = "unknown, and not tested" },
        new("hypothesis", Text, "One sentence: because of what, which measure moves where."),
        new("expected", ByOperation(Expected), "Expected impact by operation."),
        new("guardrails", ByOperation(Guardrails), "What must not get worse, by operation."));

    private static string Says(string measure) => measure switch
    {
        "error_ratio" => "the share of failed requests",
        "throughput" => "the requests a second",
        "latency_mean" => "the mean latency",
        _ => "the latency that " + measure.Substring("latency_p".Length) + " % of the requests stay below",
    };

    private static string Margin(string measure) => measure == "error_ratio"
        ? "Largest rise of the share of failed requests that is accepted, in ratio points: 0.1% allows 0.3% to become 0.4%."
        : measure == "throughput"
            ? "Largest relative fall of the requests a second that is accepted."
            : $"Largest relative rise of {Says(measure)} that is accepted.";
}
