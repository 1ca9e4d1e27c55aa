using static Upshot.Plan.Keys.RegistryKeys;
using static Upshot.Plan.Keys.Shapes;

namespace Upshot.Plan.Keys;

/// <summary>The keys of a registry file in weaver's second format, <c>file_format: definition/2</c>.</summary>
internal static class DefinitionKeys
{
    public const string Format = "definition/2";

    private static readonly Shape s_signalLevel = Choice("recommended", "opt_in");

    public static readonly KeyTable Attribute = new(
        "attribute",
        "Defines an attribute.",
        new("key", Text, "Name of the attribute.", Required: true),
        new("type", AttributeType, "Its type.", Required: true),
        new("brief", Prose, "What it is.", Required: true),
        new("note", Prose, "Says more."),
        new("stability", Stability, "How stable it is.", Required: true),
        new("deprecated", RegistryKeys.Deprecated, "Why not to use it any more."),
        new("examples", Any, "Example values."),
        new("annotations", Map(AttributeAnnotations), "Annotations of tools."));

    private static readonly Key[] s_use =
    [
        new("ref", Text, "Name of the attribute.", Required: true),
        new("brief", Prose, "What it is here."),
        new("note", Prose, "Says more."),
        new("stability", Stability, "How stable it is here."),
        new("deprecated", RegistryKeys.Deprecated, "Why not to use it here any more."),
        new("examples", Any, "Example values."),
        new("requirement_level", RegistryKeys.RequirementLevel, "How much it is required."),
        new("annotations", Map(AttributeAnnotations), "Annotations of tools."),
    ];

    public static readonly KeyTable Use = new("attribute reference", "Uses an attribute.", s_use);
    public static readonly KeyTable SpanUse = new("attribute reference of a span", "Uses an attribute in a span.", [.. s_use, new("sampling_relevant", YesNo, "Needed when the span starts, for sampling.")]);
    public static readonly KeyTable GroupUse = new("group reference", "Uses the attributes of a group.", new Key("ref_group", Text, "The id of the group.", Required: true));

    private static readonly Shape s_attributes = AttributesOr(Use);
    private static readonly Shape s_spanAttributes = AttributesOr(SpanUse);

    private static readonly Key[] s_signal =
    [
        new("brief", Prose, "What it is.", Required: true),
        new("note", Prose, "Says more."),
        new("stability", Stability, "How stable it is.", Required: true),
        new("deprecated", RegistryKeys.Deprecated, "Why not to use it any more."),
        new("requirement_level", s_signalLevel, "Whether it is there by default."),
        new("annotations", Map(SignalAnnotations), "Annotations of tools."),
    ];

    private static readonly Key[] s_refinement =
    [
        new("id", Text, "Identifies the refinement.", Required: true),
        new("ref", Text, "What it refines.", Required: true),
        new("brief", Prose, "What it is."),
        new("note", Prose, "Says more."),
        new("stability", Stability, "How stable it is."),
        new("deprecated", RegistryKeys.Deprecated, "Why not to use it any more."),
        new("requirement_level", s_signalLevel, "Whether it is there by default."),
        new("annotations", Map(SignalAnnotations), "Annotations of tools."),
    ];

    private static readonly Key s_entities = new("entity_associations", EntityAssociations, "The entities it belongs to.");

    private static readonly Key s_uses = new("attributes", s_attributes, "Its attributes.");
    private static readonly Key s_spanUses = new("attributes", s_spanAttributes, "Its attributes.");

    private static readonly KeyTable s_spanName = new("span name", "How the name of the span is made.", new Key("note", Prose, "Describes the name.", Required: true));

    public static readonly KeyTable AttributeGroup = new(
        "attribute group",
        "Attributes that belong together.",
        new("id", Text, "Identifies the group.", Required: true),
        new("visibility", Choice("internal", "public"), "Whether other registries may use it.", Required: true),
        new("brief", Prose, "What it is."),
        new("note", Prose, "Says more."),
        new("stability", Stability, "How stable it is."),
        new("deprecated", RegistryKeys.Deprecated, "Why not to use it any more."),
        new("annotations", Any, "Annotations of tools."),
        s_spanUses);

    public static readonly KeyTable Metric = new(
        "metric",
        "A metric.",
        [
            new("name", Text, "Name of the metric.", Required: true),
            new("instrument", Instrument, "Its instrument.", Required: true),
            new("unit", new TextShape(MayBeEmpty: true), "Its unit, as UCUM writes it.", Required: true),
            s_uses,
            s_entities,
            .. s_signal,
        ]);

    public static readonly KeyTable Span = new(
        "span",
        "A span.",
        [
            new("type", Text, "Type of the span.", Required: true),
            new("kind", SpanKind, "Its kind.", Required: true),
            new("name", Map(s_spanName), "How its name is made.", Required: true),
            s_spanUses,
            s_entities,
            .. s_signal,
        ]);

    public static readonly KeyTable Event = new("event", "An event.", [new("name", Text, "Name of the event.", Required: true), s_uses, s_entities, .. s_signal]);

    public static readonly KeyTable Entity = new(
        "entity",
        "An entity.",
        [
            new("type", Text, "Type of the entity.", Required: true),
            new("identity", s_attributes, "The attributes that identify it.", Required: true),
            new("description", s_attributes, "The attributes that describe it."),
            .. s_signal,
        ]);

    public static readonly KeyTable MetricRefinement = new("metric refinement", "Refines a metric.", [.. s_refinement, s_uses, s_entities]);
    public static readonly KeyTable SpanRefinement = new("span refinement", "Refines a span.", [.. s_refinement, new("name", Map(s_spanName), "How its name is made."), s_spanUses, s_entities]);
    public static readonly KeyTable EventRefinement = new("event refinement", "Refines an event.", [.. s_refinement, s_uses, s_entities]);
    public static readonly KeyTable EntityRefinement = new("entity refinement", "Refines an entity.", [.. s_refinement, new("description", s_attributes, "More attributes that describe it.")]);

    public static readonly KeyTable File = new(
        "registry file",
        "A registry file in the format `definition/2`.",
        new("file_format", Choice(Format), "The format of the file.", Required: true),
        new("attributes", ListOf(Map(Attribute)), "Attribute definitions."),
        new("attribute_groups", ListOf(Map(AttributeGroup)), "Groups of attributes."),
        new("metrics", ListOf(Map(Metric)), "Metrics."),
        new("spans", ListOf(Map(Span)), "Spans."),
        new("events", ListOf(Map(Event)), "Events."),
        new("entities", ListOf(Map(Entity)), "Entities."),
        new("metric_refinements", ListOf(Map(MetricRefinement)), "Refinements of metrics."),
        new("span_refinements", ListOf(Map(SpanRefinement)), "Refinements of spans."),
        new("event_refinements", ListOf(Map(EventRefinement)), "Refinements of events."),
        new("entity_refinements", ListOf(Map(EntityRefinement)), "Refinements of entities."),
        new("imports", Map(Imports), "What comes from another registry."));

    private static Shape AttributesOr(KeyTable use) => ListOf(new PickShape([use, GroupUse], map => map.Find("ref_group") is null ? use : GroupUse));
}
