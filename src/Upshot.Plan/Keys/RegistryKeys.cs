using static Upshot.Plan.Keys.Shapes;

namespace Upshot.Plan.Keys;

/// <summary>Keys that both formats of the OpenTelemetry registry share.</summary>
internal static class RegistryKeys
{
    public static readonly Shape Prose = new TextShape(100_000, MayBeEmpty: true);
    public static readonly Shape Stability = Choice("stable", "development", "alpha", "beta", "release_candidate", "experimental", "deprecated");
    public static readonly Shape Instrument = Choice("counter", "updowncounter", "gauge", "histogram");
    public static readonly Shape SpanKind = Choice("internal", "server", "client", "producer", "consumer");

    private static readonly string[] s_simpleTypes = ["string", "int", "double", "boolean", "any", "string[]", "int[]", "double[]", "boolean[]"];

    private static readonly KeyTable s_deprecated = new(
        "deprecation",
        "Why and for what something is deprecated.",
        new("reason", Choice("renamed", "obsoleted", "uncategorized", "unspecified"), "What became of it.", Required: true),
        new("renamed_to", Text, "The new name."),
        new("note", Prose, "Says more."));

    public static readonly Shape Deprecated = new EitherShape(Prose, Map(s_deprecated));

    public static readonly KeyTable Requirement = new(
        "requirement level",
        "A requirement level with its condition.",
        new("conditionally_required", Prose, "Required under this condition."),
        new("recommended", Prose, "Recommended under this condition."),
        new("opt_in", Prose, "Only on demand."));

    public static readonly Shape RequirementLevel = new EitherShape(Choice("required", "recommended", "opt_in", "conditionally_required"), Map(Requirement));

    private static readonly Shape s_number = new NumberShape(double.MinValue, double.MaxValue, Integer: false);

    public static readonly KeyTable Range = new(
        "range",
        "Numbers from low to high, both included.",
        new("low", s_number, "The lowest."),
        new("high", s_number, "The highest."));

    public static readonly KeyTable UpshotSignal = new(
        "upshot annotation of a signal",
        "What Upshot knows of a signal beyond the registry's format, under `annotations: upshot:`.",
        new("owner", OwnerName, "Who answers for it."),
        new("reason", Text, "Why it is collected."),
        new("decision", Text, "The decision that it informs."),
        new("version", new NumberShape(1, 1_000_000, Integer: true), "Its version, raised when name, unit or meaning change.") { Default = "1" },
        new("rollout", Choice("off", "canary", "on"), "How far it is switched on.") { Default = "on" },
        new("canary", new ShareShape(0, 1, "10%", OpenLow: true), "The share of processes that emit it while rollout is canary.") { Default = "10%" },
        new("span_name", Text, "Of a span: how its name is made of attributes, whose names stand in braces, such as `{db.operation.name} {db.collection.name}`. They are required, known at the start, and neither personal nor secret.") { Default = "the name" },
        new("metrics", ListOf(Text), "Of a span: ids of the metrics that are recorded when it ends."),
        new("event", Text, "Of a span: id of the event that is written when it ends."),
        new("value", Text, "Of a metric: what is recorded: `duration` of the span, `one`, or the name of the value that the caller gives.") { Default = "duration for a histogram of time, one for a counter, else the last part of the metric's name" },
        new("message", Prose, "Of an event: its message, with attributes' names in braces.") { Default = "the brief" },
        new("after", Text, "Of an event: id of the event that comes before it in the same trace."),
        new("range", Map(Range), "Of a metric: the values that make sense."),
        new("cardinality", new NumberShape(1, 1_000_000_000, Integer: true), "Most different combinations of attribute values."),
        new("migrations", ListOf(Map(MigrationKeys.Migration)), "How data of earlier versions are read, one step each."));

    public static readonly KeyTable UpshotAttribute = new(
        "upshot annotation of an attribute",
        "What Upshot knows of an attribute beyond the registry's format, under `annotations: upshot:`.",
        new("privacy", Choice("public", "internal", "personal", "secret"), "public: may be shown to anyone. internal: about our systems. personal: could identify a person. secret: never stored."),
        new("redact", Choice("drop", "mask", "hash"), "What happens at the source to a personal or secret value.") { Default = "hash what is personal, drop what is secret" },
        new("set", Choice("start", "end"), "When the value is known: as the span starts, or only as it ends.") { Default = "start" },
        new("range", Map(Range), "The numbers that make sense."),
        new("cardinality", new NumberShape(1, 1_000_000_000, Integer: true), "Most different values."));

    public static readonly KeyTable SignalAnnotations = Annotations(UpshotSignal);
    public static readonly KeyTable AttributeAnnotations = Annotations(UpshotAttribute);

    public static readonly KeyTable Member = new(
        "enum member",
        "One allowed value.",
        new("id", Word, "Identifies the member.", Required: true),
        new("value", Literal, "The value.") { Default = "the id" },
        new("brief", Prose, "What it means."),
        new("note", Prose, "Says more."),
        new("stability", Stability, "How stable it is."),
        new("deprecated", Deprecated, "Why not to use it any more."),
        new("annotations", new TableShape(new KeyTable("annotations", "Annotations of tools.") { Open = true }), "Annotations of tools."));

    public static readonly KeyTable Enum = new(
        "enum type",
        "A type with a list of values.",
        new("members", ListOf(Map(Member)), "The values.", Required: true),
        new("allow_custom_values", YesNo, "Kept for older registries."));

    public static readonly Shape AttributeType = new EitherShape(Choice([.. s_simpleTypes, .. s_simpleTypes.Select(t => $"template[{t}]")]), Map(Enum));

    private static readonly KeyTable s_oneOf = new("entity association", "Entities of which one or all belong.", new("one_of", new LazyShape(() => EntityAssociations!), "One of these."), new("all_of", new LazyShape(() => EntityAssociations!), "All of these."));

    public static readonly Shape EntityAssociations = ListOf(new EitherShape(Text, Map(s_oneOf)));

    public static readonly KeyTable Imports = new(
        "imports",
        "What comes from another registry, by name or wildcard.",
        [.. new[] { "metrics", "events", "entities", "spans", "attribute_groups" }.Select(n => new Key(n, ListOf(Text), "Names or wildcards."))]);

    private static KeyTable Annotations(KeyTable ours) => new("annotations", "Annotations of tools; Upshot's stand under upshot.", new Key("upshot", Map(ours), ours.Doc)) { Open = true };
}
