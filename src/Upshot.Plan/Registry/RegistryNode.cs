using Upshot.Plan.Keys;
using Upshot.Plan.Read;
using Upshot.Plan.Yaml;

namespace Upshot.Plan.Registry;

/// <summary>Reads what both formats of the registry write alike.</summary>
internal static class RegistryNode
{
    public static AttributeDefinition Definition(string name, YamlMap map, KeyTable table)
    {
        var fields = new Fields(map, table);
        var type = fields.Node("type");
        var upshot = UpshotAttribute(fields);
        return new AttributeDefinition(name, map.Location)
        {
            Type = type is YamlMap ? "enum" : (type as YamlScalar)?.Text ?? "string",
            Brief = fields.Text("brief"),
            AllowedValues = type is YamlMap members ? Members(members) : [],
            Stability = fields.Text("stability"),
            Deprecated = Deprecated(fields),
            RenamedTo = RenamedTo(fields),
            DeprecatedBecause = Reason(fields),
            Privacy = Privacy(upshot) ?? KnownAttributes.PrivacyOf(name),
            Redaction = upshot.MaybeText("redact") switch
            {
                "drop" => Redaction.Drop,
                "mask" => Redaction.Mask,
                "hash" => Redaction.Hash,
                _ => null,
            },
            Range = Range(upshot),
            Cardinality = upshot.Integer("cardinality"),
        };
    }

    public static RequirementLevel? Requirement(Fields fields, string key = "requirement_level")
    {
        var node = fields.Node(key);
        var level = node is YamlMap { Entries.Count: > 0 } map ? map.Entries[0].Key : (node as YamlScalar)?.Text;
        return level switch
        {
            "required" => RequirementLevel.Required,
            "conditionally_required" => RequirementLevel.ConditionallyRequired,
            "opt_in" => RequirementLevel.OptIn,
            "recommended" => RequirementLevel.Recommended,
            _ => null,
        };
    }

    /// <summary>Why something is deprecated; empty when it is not.</summary>
    public static string Deprecated(Fields fields)
    {
        if (fields.Node("deprecated") is not YamlMap map)
        {
            return fields.Text("deprecated");
        }

        var note = (map.Find("note")?.Value as YamlScalar)?.Text.Trim();
        var renamed = (map.Find("renamed_to")?.Value as YamlScalar)?.Text.Trim();
        return note is { Length: > 0 } ? note : renamed is { Length: > 0 } ? $"Replaced by {renamed}." : (map.Find("reason")?.Value as YamlScalar)?.Text ?? "deprecated";
    }

    /// <summary>The new name; empty: the file says none.</summary>
    public static string RenamedTo(Fields fields) =>
        fields.Node("deprecated") is YamlMap map && map.Find("renamed_to")?.Value is YamlScalar { IsNull: false } name ? name.Text.Trim() : "";

    /// <summary>The reason of a deprecation that is a map; empty: it gives none.</summary>
    public static string Reason(Fields fields) => fields.Node("deprecated") is YamlMap map ? (map.Find("reason")?.Value as YamlScalar)?.Text.Trim() ?? "" : "";

    /// <summary>Adds what stands under <c>annotations: upshot:</c>.</summary>
    public static Signal Annotated(Signal signal, Fields fields)
    {
        if (Upshot(fields) is not { } map)
        {
            return signal;
        }

        var upshot = new Fields(map, RegistryKeys.UpshotSignal);
        return signal with
        {
            Owner = upshot.Text("owner"),
            Reason = upshot.Text("reason"),
            Decision = upshot.Text("decision"),
            Version = upshot.Integer("version") ?? 1,
            Rollout = upshot.MaybeText("rollout") ?? "on",
            CanaryShare = upshot.Share("canary") ?? signal.CanaryShare,
            SpanName = upshot.Text("span_name"),
            Metrics = upshot.Texts("metrics"),
            Event = upshot.Text("event"),
            Value = upshot.Text("value"),
            Message = upshot.Text("message"),
            After = upshot.Text("after"),
            Range = Range(upshot),
            Cardinality = upshot.Integer("cardinality"),
            Migrations = MigrationNode.Read(upshot),
        };
    }

    /// <summary>When the value is known; null where the use does not say.</summary>
    public static AttributeMoment? SetAt(Fields fields) => UpshotAttribute(fields).MaybeText("set") switch
    {
        "start" => AttributeMoment.Start,
        "end" => AttributeMoment.End,
        _ => null,
    };

    private static ValueRange? Range(Fields upshot)
    {
        if (upshot.Node("range") is not YamlMap map)
        {
            return null;
        }

        var range = new Fields(map, RegistryKeys.Range);
        return new(range.Number("low"), range.Number("high"));
    }

    private static Fields UpshotAttribute(Fields fields) => new(Upshot(fields), RegistryKeys.UpshotAttribute);

    private static PrivacyClass? Privacy(Fields upshot) => upshot.MaybeText("privacy") switch
    {
        "public" => PrivacyClass.Public,
        "internal" => PrivacyClass.Internal,
        "personal" => PrivacyClass.Personal,
        "secret" => PrivacyClass.Secret,
        _ => null,
    };

    private static YamlMap? Upshot(Fields fields) => (fields.Node("annotations") as YamlMap)?.Find("upshot")?.Value as YamlMap;

    private static IReadOnlyList<AllowedValue> Members(YamlMap type) =>
    [
        .. new Fields(type, RegistryKeys.Enum).Items("members").OfType<YamlMap>().Select(member =>
        {
            var fields = new Fields(member, RegistryKeys.Member);
            var id = fields.Text("id");
            return new AllowedValue(id, fields.MaybeText("value") ?? id, member.Location) { IsNumber = fields.Scalar("value") is { IsNumber: true } };
        }),
    ];
}
