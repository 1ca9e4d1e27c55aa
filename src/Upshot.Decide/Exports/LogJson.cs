using System.Text.Json;

namespace Upshot.Decide.Exports;

/// <summary>Log lines in JSON: an object a line, or OTLP's export with its resources.</summary>
internal static class LogJson
{
    private static readonly JsonDocumentOptions Options = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip, MaxDepth = 64 };

    /// <summary>The fields of an object by their normal names, those of inner objects under the names of both and under their own.</summary>
    public static bool TryFields(string text, out Dictionary<string, string> fields)
    {
        fields = new(StringComparer.Ordinal);
        try
        {
            using var document = JsonDocument.Parse(text, Options);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                return false;
            }

            Gather(document.RootElement, "", fields, 0);
            return true;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return false;
        }
    }

    public static string? Find(Dictionary<string, string> fields, string[] names)
    {
        foreach (var name in names)
        {
            if (fields.TryGetValue(name, out var value) && value.Length > 0)
            {
                return value;
            }
        }

        return null;
    }

    public static void Gather(JsonElement element, string prefix, Dictionary<string, string> fields, int depth)
    {
        foreach (var member in element.EnumerateObject())
        {
            var name = ColumnNames.Normal(member.Name);
            if (member.Value.ValueKind == JsonValueKind.Object && depth < 3)
            {
                Gather(member.Value, prefix + name, fields, depth + 1);
            }
            else if (member.Value.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array or JsonValueKind.Null))
            {
                var value = member.Value.ToString();
                fields.TryAdd(prefix + name, value);
                if (depth > 0)
                {
                    fields.TryAdd(name, value);
                }
            }
        }
    }
}
