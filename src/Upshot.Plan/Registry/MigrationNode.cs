using Upshot.Plan.Keys;
using Upshot.Plan.Read;
using Upshot.Plan.Yaml;

namespace Upshot.Plan.Registry;

/// <summary>Reads <c>migrations:</c> of a signal.</summary>
internal static class MigrationNode
{
    public static IReadOnlyList<Migration> Read(Fields upshot) => [.. upshot.Items("migrations").OfType<YamlMap>().Select(Read)];

    private static Migration Read(YamlMap map)
    {
        var fields = new Fields(map, MigrationKeys.Migration);
        var from = fields.Integer("from") ?? 0;
        return new Migration(from, map.Location)
        {
            To = fields.Integer("to") ?? from + 1,
            RenamedFrom = fields.Text("renamed_from"),
            Attributes = Texts(fields.Named("attributes")),
            Unit = fields.Node("unit") is YamlMap unit ? Unit(new Fields(unit, MigrationKeys.Unit)) : null,
            Values = fields.Named("values").Where(e => e.Value is YamlMap).ToDictionary(e => e.Key, e => Texts(((YamlMap)e.Value).Entries)),
            Split = fields.Node("split") is YamlMap split ? Split(new Fields(split, MigrationKeys.Split)) : null,
            Merge = fields.Node("merge") is YamlMap merge ? Merge(new Fields(merge, MigrationKeys.Merge)) : null,
        };
    }

    private static UnitChange Unit(Fields fields) => new(fields.Text("from"), fields.Text("to"));

    private static SplitOff Split(Fields fields) => new(fields.Text("signal"), fields.Text("attribute"), fields.Text("value"));

    private static MergedSignals Merge(Fields fields) => new(fields.Text("attribute"), Texts(fields.Named("signals")));

    private static IReadOnlyDictionary<string, string> Texts(IEnumerable<YamlEntry> entries) =>
        entries.Where(e => e.Value is YamlScalar).ToDictionary(e => e.Key, e => ((YamlScalar)e.Value) is { IsNull: false } scalar ? scalar.Text : "");
}
