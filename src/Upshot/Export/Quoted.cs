using System.Text.Encodings.Web;
using System.Text.Json;

namespace Upshot.Export;

/// <summary>Text as YAML and PromQL both take it: in double quotes, as JSON writes it.</summary>
internal static class Quoted
{
    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Of(string text) => JsonSerializer.Serialize(text, Json);
}
