using System.Globalization;
using System.IO.Hashing;
using System.Text;
using System.Text.Json;

namespace Upshot.Backfill;

/// <summary>Parts of OTLP/JSON as they are written for spans of other formats.</summary>
internal static class OtlpText
{
    public static void Attribute(this Utf8JsonWriter json, string key, JsonElement value, string type = "")
    {
        json.WriteStartObject();
        json.WriteString("key", key);
        json.WriteStartObject("value");
        switch (value.ValueKind)
        {
            case JsonValueKind.True or JsonValueKind.False:
                json.WriteBoolean("boolValue", value.GetBoolean());
                break;
            case JsonValueKind.Number when type is not "float64" && value.TryGetInt64(out var whole):
                json.WriteString("intValue", whole.ToString(CultureInfo.InvariantCulture));
                break;
            case JsonValueKind.Number:
                json.WriteNumber("doubleValue", value.GetDouble());
                break;
            case JsonValueKind.String when type is "int64" && long.TryParse(value.GetString(), CultureInfo.InvariantCulture, out var number):
                json.WriteString("intValue", number.ToString(CultureInfo.InvariantCulture));
                break;
            case JsonValueKind.String when type is "bool" && bool.TryParse(value.GetString(), out var truth):
                json.WriteBoolean("boolValue", truth);
                break;
            default:
                json.WriteString("stringValue", value.ValueKind == JsonValueKind.String ? value.GetString() : value.GetRawText());
                break;
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    public static void Attribute(this Utf8JsonWriter json, string key, string text)
    {
        json.WriteStartObject();
        json.WriteString("key", key);
        json.WriteStartObject("value");
        json.WriteString("stringValue", text);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <summary>OTLP's number of a kind; 0: none that it knows.</summary>
    public static int KindOf(string? word) => Math.Max(0, Array.IndexOf(["unspecified", "internal", "server", "client", "producer", "consumer"], word?.ToLowerInvariant()));

    /// <summary>An id in as many bytes as OTLP wants: shorter ones with zeros before them, what is no hex by its hash.</summary>
    public static string Id(string text, int bytes)
    {
        var plain = text.Replace("-", "", StringComparison.Ordinal).ToLowerInvariant();
        if (plain.Length > 0 && plain.Length <= bytes * 2 && plain.All(char.IsAsciiHexDigit))
        {
            return plain.PadLeft(bytes * 2, '0');
        }

        return Convert.ToHexStringLower(XxHash128.Hash(Encoding.UTF8.GetBytes(text)))[..(bytes * 2)];
    }
}
