using Upshot.Plan.Keys;
using Upshot.Plan.Read;
using Upshot.Plan.Yaml;

namespace Upshot.Plan.Registry;

/// <summary>Reads a registry file in weaver's first format, <c>groups:</c>.</summary>
internal static class GroupReader
{
    public static IEnumerable<RawGroup> Read(YamlMap file) =>
        new Fields(file, GroupKeys.File).Items("groups").OfType<YamlMap>().Select(Group);

    private static RawGroup Group(YamlMap map)
    {
        var table = GroupKeys.Of(map);
        var fields = new Fields(map, table);
        var prefix = fields.Text("prefix");
        return new RawGroup(
            fields.Text("id"),
            Signal(map, table, fields),
            fields.Text("extends"),
            [.. fields.Items("attributes").OfType<YamlMap>().Select(a => Attribute(a, prefix))],
            map.Location);
    }

    private static Signal? Signal(YamlMap map, KeyTable table, Fields fields)
    {
        if (table == GroupKeys.AttributeGroup)
        {
            return null;
        }

        var id = fields.Text("id");
        var (kind, name) = table == GroupKeys.Metric ? (SignalKind.Metric, fields.Text("metric_name"))
            : table == GroupKeys.Event ? (SignalKind.Event, fields.Text("name"))
            : table == GroupKeys.Entity ? (SignalKind.Entity, fields.Text("name"))
            : (SignalKind.Span, fields.Text("name"));
        var signal = new Signal(id, kind, map.Location)
        {
            Name = name.Length > 0 ? name : Bare(id, kind),
            Brief = fields.Text("brief"),
            Stability = fields.Text("stability"),
            Deprecated = RegistryNode.Deprecated(fields),
            RenamedTo = RegistryNode.RenamedTo(fields),
            DeprecatedBecause = RegistryNode.Reason(fields),
            Instrument = kind == SignalKind.Metric ? fields.Text("instrument") : "",
            Unit = kind == SignalKind.Metric ? fields.Text("unit") : "",
            SpanKind = kind == SignalKind.Span ? fields.Text("span_kind") : "",
            Requirement = kind == SignalKind.Metric ? RegistryNode.Requirement(fields, "metric_requirement_level") : null,
        };
        return RegistryNode.Annotated(signal, fields);
    }

    // The conventions write the kind before the name: span.http.client is the span type http.client.
    private static string Bare(string id, SignalKind kind)
    {
        var prefix = kind == SignalKind.Span ? "span." : kind == SignalKind.Entity ? "entity." : "event.";
        return id.StartsWith(prefix, StringComparison.Ordinal) ? id.Substring(prefix.Length) : id;
    }

    private static AttributeUse Attribute(YamlMap map, string prefix)
    {
        if (map.Find("ref") is not null)
        {
            var use = new Fields(map, GroupKeys.Use);
            return new AttributeUse(use.Text("ref"), "", null, RegistryNode.Requirement(use), map.Location) { SetAt = RegistryNode.SetAt(use) };
        }

        var fields = new Fields(map, GroupKeys.Definition);
        var id = fields.Text("id");
        var name = prefix.Length > 0 ? $"{prefix}.{id}" : id;
        return new AttributeUse("", "", RegistryNode.Definition(name, map, GroupKeys.Definition), RegistryNode.Requirement(fields), map.Location) { SetAt = RegistryNode.SetAt(fields) };
    }
}
