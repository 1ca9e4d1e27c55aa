using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Upshot.Alerts;

/// <summary>Notifications as JSON, in the outbox and on their way.</summary>
internal static class AlertJson
{
    public static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals | JsonNumberHandling.AllowReadingFromString,
    };

    /// <summary>How a draft is told from what is whole, without reading it: a quote within a text would be escaped.</summary>
    private const string Draft = "\"isDraft\":true";

    public static string Write(AlertNotification told) => JsonSerializer.Serialize(told, Options);

    /// <exception cref="JsonException">It is none.</exception>
    public static AlertNotification? Read(string body) => JsonSerializer.Deserialize<AlertNotification>(body, Options);

    public static bool IsDraft(string body) => body.Contains(Draft, StringComparison.Ordinal);
}
