using Upshot.Plan.Yaml;
using static Upshot.Plan.Keys.RegistryKeys;
using static Upshot.Plan.Keys.Shapes;

namespace Upshot.Plan.Keys;

/// <summary>The keys of a registry file in weaver's first format, <c>groups:</c>.</summary>
internal static class GroupKeys
{
    private static readonly Key[] s_attribute =
    [
        new("brief", Prose, "What it is."),
        new("note", Prose, "Says more."),
        new("examples", Any, "Example values."),
        new("tag", Prose, "A tag for filtering."),
        new("stability", Stability, "How stable it is."),
        new("deprecated", RegistryKeys.Deprecated, "Why not to use it any more."),
        new("requirement_level", RegistryKeys.RequirementLevel, "How much it is required."),
        new("sampling_relevant", YesNo, "Needed when the span starts, for sampling."),
        new("role", Choice("identifying", "descriptive"), "Its role in an entity."),
        new("prefix", YesNo, "Prefix the reference; kept for older registries."),
        new("annotations", Map(AttributeAnnotations), "Annotations of tools."),
    ];

    public static readonly KeyTable Definition = new(
        "attribute",
        "Defines an attribute.",
        [
            new("id", Text, "Name of the attribute.", Required: true),
            new("type", AttributeType, "Its type.", Required: true),
            .. s_attribute,
        ]);

    public static readonly KeyTable Use = new("attribute reference", "Uses an attribute that is defined elsewhere.", [new("ref", Text, "Name of the attribute.", Required: true), .. s_attribute]);

    public static readonly Shape Attributes = ListOf(new PickShape([Use, Definition], map => map.Find("ref") is null ? Definition : Use));

    private static readonly string[] s_valueTypes = ["string", "int", "double", "boolean", "string[]", "int[]", "double[]", "boolean[]", "map", "map[]", "byte[]", "enum", "undefined", "any"];

    public static readonly KeyTable Body = new(
        "body",
        "The body of an event, or a field of it.",
        new("id", Text, "Name of the field.", Required: true),
        new("type", Choice(s_valueTypes), "Its type.", Required: true),
        new("brief", Prose, "What it is."),
        new("note", Prose, "Says more."),
        new("stability", Stability, "How stable it is."),
        new("deprecated", RegistryKeys.Deprecated, "Why not to use it any more."),
        new("requirement_level", RegistryKeys.RequirementLevel, "How much it is required."),
        new("examples", Any, "Example values."),
        new("annotations", Any, "Annotations of tools."),
        new("members", ListOf(Map(Member)), "The values of an enum."),
        new("fields", new LazyShape(() => ListOf(Map(Body!))), "The fields of a map."));

    private static readonly Key[] s_group =
    [
        new("id", Text, "Identifies the group.", Required: true),
        new("type", Choice("attribute_group", "metric", "span", "event", "entity", "resource", "scope", "metric_group"), "What the group describes.") { Default = "span" },
        new("brief", Prose, "What it is.", Required: true),
        new("note", Prose, "Says more."),
        new("prefix", Text, "Prefix of the attributes' names; kept for older registries."),
        new("extends", Text, "The group whose attributes it inherits."),
        new("stability", Stability, "How stable it is."),
        new("deprecated", RegistryKeys.Deprecated, "Why not to use it any more."),
        new("display_name", Prose, "Title in documentation."),
        new("attributes", Attributes, "Its attributes."),
        new("constraints", Any, "Kept for older registries."),
        new("entity_associations", EntityAssociations, "The entities it belongs to."),
        new("annotations", Map(SignalAnnotations), "Annotations of tools."),
    ];

    public static readonly KeyTable Metric = new(
        "metric group",
        "A metric.",
        [
            .. s_group,
            new("metric_name", Text, "Name of the metric.", Required: true),
            new("instrument", Instrument, "Its instrument.", Required: true),
            new("unit", new TextShape(MayBeEmpty: true), "Its unit, as UCUM writes it.", Required: true),
            new("metric_requirement_level", RegistryKeys.RequirementLevel, "How much it is required."),
        ]);

    public static readonly KeyTable Span = new(
        "span group",
        "A span.",
        [
            .. s_group,
            new("span_kind", SpanKind, "Its kind."),
            new("events", ListOf(Text), "Events that belong to it."),
            new("name", Prose, "Type or name of the span."),
        ]);

    public static readonly KeyTable Event = new("event group", "An event.", [.. s_group, new("name", Text, "Name of the event.", Required: true), new("body", Map(Body), "Its body.")]);

    public static readonly KeyTable Entity = new("entity group", "An entity.", [.. s_group, new("name", Text, "Name of the entity.")]);

    public static readonly KeyTable AttributeGroup = new("attribute group", "Attributes that belong together.", [.. s_group, new("name", Text, "Name of the group.")]);

    public static readonly KeyTable File = new(
        "registry file",
        "A registry file in the format `groups:`.",
        new("groups", ListOf(new PickShape([Metric, Span, Event, Entity, AttributeGroup], Of)), "The groups."),
        new("imports", Map(Imports), "What comes from another registry."),
        new("file_format", Text, "The format of the file."));

    public static KeyTable Of(YamlMap group) => (group.Find("type")?.Value as YamlScalar)?.Text switch
    {
        "metric" => Metric,
        "event" => Event,
        "entity" or "resource" => Entity,
        "attribute_group" or "metric_group" or "scope" => AttributeGroup,
        _ => Span,
    };
}
