using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Upshot.Plan.Keys;
using Upshot.Plan.Values;

namespace Upshot.Plan.Schema;

/// <summary>JSON Schemas (2020-12) of the plan's files, for editors; written from the tables of keys that the reader uses.</summary>
public static class JsonSchema
{
    private static readonly JsonWriterOptions s_options = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>File name and text of every schema.</summary>
    public static IReadOnlyDictionary<string, string> All { get; } = new Dictionary<string, string>
    {
        ["upshot.schema.json"] = Write(PlanKeys.Plan, "The plan of a product: upshot.yaml"),
        ["release.schema.json"] = Write(ReleaseKeys.Release, "A release: releases/*.yaml"),
        ["verify.schema.json"] = Write(SuppressionKeys.File, "What verification lets pass for a while: verify.yaml"),
    };

    private static string Write(KeyTable root, string title)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, s_options))
        {
            json.WriteStartObject();
            json.WriteString("$schema", "https://json-schema.org/draft/2020-12/schema");
            json.WriteString("title", title);
            WriteTable(root, json);
            json.WriteStartObject("$defs");
            foreach (var table in KeyTables.Below(root))
            {
                json.WriteStartObject(KeyTables.Slug(table));
                WriteTable(table, json);
                json.WriteEndObject();
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray()) + "\n";
    }

    private static void WriteTable(KeyTable table, Utf8JsonWriter json)
    {
        json.WriteString("description", table.Doc);
        json.WriteString("type", "object");
        json.WriteStartObject("properties");
        foreach (var key in table.Keys)
        {
            json.WriteStartObject(key.Name);
            json.WriteString("description", key.Default.Length > 0 ? $"{key.Doc} Default: {key.Default}." : key.Doc);
            WriteShape(key.Shape, json);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        if (table.Keys.Any(k => k.Required))
        {
            json.WriteStartArray("required");
            foreach (var key in table.Keys.Where(k => k.Required))
            {
                json.WriteStringValue(key.Name);
            }

            json.WriteEndArray();
        }

        json.WriteBoolean("additionalProperties", table.Open);
    }

    private static void WriteShape(Shape shape, Utf8JsonWriter json)
    {
        switch (shape)
        {
            case TextShape text:
                json.WriteString("type", "string");
                json.WriteNumber("minLength", text.MayBeEmpty ? 0 : 1);
                json.WriteNumber("maxLength", text.MaxLength);
                break;
            case WordShape or ReferenceShape:
                WriteTypes(["string", "number"], json);
                break;
            case LiteralShape:
                WriteTypes(["string", "number", "boolean"], json);
                break;
            case BooleanShape:
                json.WriteString("type", "boolean");
                break;
            case NumberShape number:
                json.WriteString("type", number.Integer ? "integer" : "number");
                json.WriteNumber("minimum", number.Low);
                json.WriteNumber("maximum", number.High);
                break;
            case ChoiceShape choice:
                WriteStrings("enum", choice.Values, json);
                break;
            case DurationShape duration:
                WritePattern(Duration.Pattern, duration.Example, json);
                break;
            case ChangeShape:
                WritePattern(ChangeInterval.Pattern, "-30%..-10%", json);
                break;
            case PatternShape pattern:
                WritePattern(pattern.Pattern, pattern.What, json);
                break;
            case BytesShape:
                WritePattern(ByteSize.Pattern, "10GB", json);
                break;
            case DateShape:
                WritePattern("^[0-9]{4}-[0-9]{2}-[0-9]{2}$", "2027-01-31", json);
                break;
            case ShareShape share:
                WriteAny([j => WriteFraction(share, j), j => WritePattern(Share.Pattern, share.Example, j)], json);
                break;
            case ListShape { OrOne: true } list:
                WriteAny([j => WriteShape(list.Item, j), j => WriteShape(list with { OrOne = false }, j)], json);
                break;
            case ListShape list:
                json.WriteString("type", "array");
                json.WriteStartObject("items");
                WriteShape(list.Item, json);
                json.WriteEndObject();
                break;
            case TableShape { Table: var table }:
                json.WriteString("$ref", "#/$defs/" + KeyTables.Slug(table));
                break;
            case NamedShape named:
                WriteNamed(named, json);
                break;
            case EitherShape either:
                WriteAny([j => WriteShape(either.Short, j), j => WriteShape(either.Long, j)], json);
                break;
            default:
                throw new NotSupportedException($"No schema is written for {shape}.");
        }
    }

    private static void WriteNamed(NamedShape named, Utf8JsonWriter json)
    {
        json.WriteString("type", "object");
        if (!named.FreeNames)
        {
            json.WriteStartObject("propertyNames");
            json.WriteString("pattern", Names.Pattern);
            json.WriteEndObject();
        }

        json.WriteStartObject("additionalProperties");
        WriteShape(named.Item, json);
        json.WriteEndObject();
    }

    private static void WriteFraction(ShareShape share, Utf8JsonWriter json)
    {
        json.WriteString("type", "number");
        json.WriteNumber(share.OpenLow ? "exclusiveMinimum" : "minimum", share.Low);

        // From one on it might mean per cent.
        json.WriteNumber("exclusiveMaximum", Math.Min(share.High, 1));
    }

    private static void WritePattern(string pattern, string example, Utf8JsonWriter json)
    {
        json.WriteString("type", "string");
        json.WriteString("pattern", pattern);
        WriteStrings("examples", [example], json);
    }

    private static void WriteAny(IEnumerable<Action<Utf8JsonWriter>> options, Utf8JsonWriter json)
    {
        json.WriteStartArray("anyOf");
        foreach (var write in options)
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteTypes(IEnumerable<string> types, Utf8JsonWriter json) => WriteStrings("type", types, json);

    private static void WriteStrings(string name, IEnumerable<string> values, Utf8JsonWriter json)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
        {
            json.WriteStringValue(value);
        }

        json.WriteEndArray();
    }
}
