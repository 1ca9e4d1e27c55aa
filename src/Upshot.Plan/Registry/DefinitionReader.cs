using Upshot.Plan.Keys;
using Upshot.Plan.Read;
using Upshot.Plan.Yaml;

namespace Upshot.Plan.Registry;

/// <summary>
/// Reads a registry file in weaver's second format, <c>file_format: definition/2</c>. Its signals have no ids; they get
/// those that weaver gives them: the kind, a dot and the name.
/// </summary>
internal static class DefinitionReader
{
    public static IEnumerable<AttributeDefinition> Attributes(YamlMap file) =>
        Maps(file, "attributes").Select(map => RegistryNode.Definition(new Fields(map, DefinitionKeys.Attribute).Text("key"), map, DefinitionKeys.Attribute));

    public static IEnumerable<RawGroup> Groups(YamlMap file) =>
    [
        .. Maps(file, "attribute_groups").Select(map => new RawGroup(new Fields(map, DefinitionKeys.AttributeGroup).Text("id"), null, "", Uses(map, DefinitionKeys.AttributeGroup, "attributes"), map.Location)),
        .. Maps(file, "metrics").Select(map => Signal(map, DefinitionKeys.Metric, SignalKind.Metric, "name")),
        .. Maps(file, "spans").Select(map => Signal(map, DefinitionKeys.Span, SignalKind.Span, "type")),
        .. Maps(file, "events").Select(map => Signal(map, DefinitionKeys.Event, SignalKind.Event, "name")),
        .. Maps(file, "entities").Select(map => Signal(map, DefinitionKeys.Entity, SignalKind.Entity, "type")),
        .. Maps(file, "metric_refinements").Select(map => Refinement(map, DefinitionKeys.MetricRefinement, SignalKind.Metric)),
        .. Maps(file, "span_refinements").Select(map => Refinement(map, DefinitionKeys.SpanRefinement, SignalKind.Span)),
        .. Maps(file, "event_refinements").Select(map => Refinement(map, DefinitionKeys.EventRefinement, SignalKind.Event)),
        .. Maps(file, "entity_refinements").Select(map => Refinement(map, DefinitionKeys.EntityRefinement, SignalKind.Entity)),
    ];

    public static string IdOf(SignalKind kind, string name) => kind switch
    {
        SignalKind.Metric => "metric.",
        SignalKind.Span => "span.",
        SignalKind.Event => "event.",
        _ => "entity.",
    } + name;

    private static RawGroup Signal(YamlMap map, KeyTable table, SignalKind kind, string nameKey)
    {
        var fields = new Fields(map, table);
        var name = fields.Text(nameKey);
        var signal = Described(new Signal(IdOf(kind, name), kind, map.Location) { Name = name }, fields);
        signal = kind switch
        {
            SignalKind.Metric => signal with { Instrument = fields.Text("instrument"), Unit = fields.Text("unit") },
            SignalKind.Span => signal with { SpanKind = fields.Text("kind") },
            _ => signal,
        };
        IReadOnlyList<AttributeUse> uses = kind == SignalKind.Entity
            ? [.. Uses(map, table, "identity").Select(u => u with { Requirement = u.Requirement ?? RequirementLevel.Required }), .. Uses(map, table, "description")]
            : Uses(map, table, "attributes");
        return new RawGroup(signal.Id, signal, "", uses, map.Location);
    }

    private static RawGroup Refinement(YamlMap map, KeyTable table, SignalKind kind)
    {
        var fields = new Fields(map, table);
        var id = fields.Text("id");
        return new RawGroup(
            id,
            Described(new Signal(id, kind, map.Location), fields),
            IdOf(kind, fields.Text("ref")),
            Uses(map, table, kind == SignalKind.Entity ? "description" : "attributes"),
            map.Location)
        {
            Refines = true,
        };
    }

    private static Signal Described(Signal signal, Fields fields) => RegistryNode.Annotated(
        signal with
        {
            Brief = fields.Text("brief"),
            Stability = fields.Text("stability"),
            Deprecated = RegistryNode.Deprecated(fields),
            RenamedTo = RegistryNode.RenamedTo(fields),
            DeprecatedBecause = RegistryNode.Reason(fields),
        },
        fields);

    private static IReadOnlyList<AttributeUse> Uses(YamlMap map, KeyTable table, string key) =>
    [
        .. new Fields(map, table).Items(key).OfType<YamlMap>().Select(use =>
        {
            if (use.Find("ref_group") is not null)
            {
                return new AttributeUse("", new Fields(use, DefinitionKeys.GroupUse).Text("ref_group"), null, null, use.Location);
            }

            var fields = new Fields(use, DefinitionKeys.Use);
            return new AttributeUse(fields.Text("ref"), "", null, RegistryNode.Requirement(fields), use.Location) { SetAt = RegistryNode.SetAt(fields) };
        }),
    ];

    private static IEnumerable<YamlMap> Maps(YamlMap file, string key) => new Fields(file, DefinitionKeys.File).Items(key).OfType<YamlMap>();
}
