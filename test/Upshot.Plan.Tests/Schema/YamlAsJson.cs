using System.Text.Json.Nodes;
using Upshot.Plan.Problems;
using Upshot.Plan.Yaml;

namespace Upshot.Plan.Tests.Schema;

/// <summary>YAML as an editor sees it when it holds it against a JSON Schema: types by the YAML 1.2 core schema.</summary>
internal static class YamlAsJson
{
    public static string Of(string yaml) => Of(YamlComposer.Compose("file.yaml", yaml, new ProblemList())!)?.ToJsonString() ?? "null";

    private static JsonNode? Of(YamlNode node) => node switch
    {
        YamlMap map => new JsonObject(map.Entries.Select(e => KeyValuePair.Create(e.Key, Of(e.Value)))),
        YamlList list => new JsonArray([.. list.Items.Select(Of)]),
        YamlScalar { IsNull: true } => null,
        YamlScalar { IsBoolean: true } scalar => bool.Parse(scalar.Text),
        YamlScalar { IsNumber: true } scalar when PlainNumber.TryParse(scalar.Text, out var value) => value == Math.Floor(value) && Math.Abs(value) < 1e15 ? (long)value : value,
        YamlScalar scalar => scalar.Text,
        _ => null,
    };
}
