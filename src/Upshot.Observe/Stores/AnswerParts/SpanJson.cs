using System.Text.Json;
using Upshot.Observe.Stores.Questions;

namespace Upshot.Observe.Stores.AnswerParts;

/// <summary>What rows of spans hold as JSON: events, links, and attributes that have no column.</summary>
internal static class SpanJson
{
    public static List<SpanHappening> Events(string json)
    {
        var events = new List<SpanHappening>();
        if (json.Length == 0)
        {
            return events;
        }

        using var document = JsonDocument.Parse(json);
        foreach (var item in document.RootElement.EnumerateArray())
        {
            var attributes = new Dictionary<string, string>(StringComparer.Ordinal);
            if (item.TryGetProperty("attributes", out var found))
            {
                AddAttributes(found, attributes);
            }

            events.Add(new(item.GetProperty("name").GetString() ?? "", Nanos.ToMoment(item.GetProperty("time_unix_nano").GetInt64()), attributes));
        }

        return events;
    }

    public static List<SpanLinked> Links(string json)
    {
        var links = new List<SpanLinked>();
        if (json.Length == 0)
        {
            return links;
        }

        using var document = JsonDocument.Parse(json);
        foreach (var item in document.RootElement.EnumerateArray())
        {
            var attributes = new Dictionary<string, string>(StringComparer.Ordinal);
            if (item.TryGetProperty("attributes", out var found))
            {
                AddAttributes(found, attributes);
            }

            links.Add(new(item.GetProperty("trace_id").GetString() ?? "", item.GetProperty("span_id").GetString() ?? "", attributes));
        }

        return links;
    }

    public static void AddAttributes(JsonElement found, Dictionary<string, string> attributes)
    {
        foreach (var property in found.EnumerateObject())
        {
            attributes[property.Name] = property.Value.ToString();
        }
    }

    /// <summary>Feature flags stand in events as the semantic conventions have it: <c>feature_flag.evaluation</c>.</summary>
    public static void AddFlags(string events, Dictionary<string, string> attributes)
    {
        if (!events.Contains("feature_flag", StringComparison.Ordinal))
        {
            return;
        }

        using var document = JsonDocument.Parse(events);
        foreach (var item in document.RootElement.EnumerateArray())
        {
            if (item.TryGetProperty("attributes", out var found) && found.TryGetProperty("feature_flag.key", out var key))
            {
                attributes[$"feature_flag.{key}"] = found.TryGetProperty("feature_flag.result.variant", out var variant) ? variant.ToString() : "";
            }
        }
    }

    public static void AddException(string events, Dictionary<string, string> attributes)
    {
        if (!events.Contains("exception.type", StringComparison.Ordinal))
        {
            return;
        }

        using var document = JsonDocument.Parse(events);
        foreach (var item in document.RootElement.EnumerateArray())
        {
            if (item.TryGetProperty("attributes", out var found) && found.TryGetProperty("exception.type", out var type))
            {
                attributes.TryAdd("exception.type", type.ToString());
            }
        }
    }
}
