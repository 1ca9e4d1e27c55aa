using System.Text.Json;

namespace Upshot.Tests.Verify;

/// <summary>
/// The report of weaver's live-check as its own types have it (crates/weaver_live_check: LiveCheckReport, the samples, CumulativeStatistics; schemas/policy.finding.json). Every property of a type
/// must be there, and no other.
/// </summary>
internal static class WeaverShape
{
    private static readonly Dictionary<string, string> s_types = new(StringComparer.Ordinal)
    {
        ["report"] = "samples:[sample] statistics:statistics",
        ["attribute"] = "name:text value:any type:attribute_type? live_check_result:result?",
        ["span"] = "name:text kind:span_kind status:status? attributes:[attribute] span_events:[span_event] span_links:[span_link] live_check_result:result?",
        ["status"] = "code:status_code message:text",
        ["span_event"] = "name:text attributes:[attribute] live_check_result:result?",
        ["span_link"] = "attributes:[attribute] live_check_result:result?",
        ["resource"] = "attributes:[attribute] live_check_result:result?",
        ["metric"] = "name:text instrument:instrument unit:text data_points:[data_point]? live_check_result:result?",
        ["number_data_point"] = "attributes:[attribute] value:any flags:whole exemplars:[any] live_check_result:result?",
        ["histogram_data_point"] = "attributes:[attribute] count:whole sum:number? bucket_counts:[whole] explicit_bounds:[number] min:number? max:number? flags:whole exemplars:[any] live_check_result:result?",
        ["exponential_histogram_data_point"] = "attributes:[attribute] count:whole sum:number? scale:whole zero_count:whole positive:any negative:any flags:whole min:number? max:number? zero_threshold:number exemplars:[any] live_check_result:result?",
        ["log"] = "event_name:text severity_number:whole? severity_text:text? body:text? attributes:[attribute] trace_id:text? span_id:text? live_check_result:result?",
        ["result"] = "all_advice:[finding] highest_advice_level:level?",
        ["finding"] = "id:text context:any message:text level:level signal_type:signal_type? signal_name:text?",
        ["statistics"] = "total_entities:whole total_entities_by_type:counts total_advisories:whole advice_level_counts:counts highest_advice_level_counts:counts no_advice_count:whole advice_type_counts:counts advice_message_counts:counts "
            + "seen_registry_attributes:counts seen_non_registry_attributes:counts seen_registry_metrics:counts seen_non_registry_metrics:counts seen_registry_events:counts seen_non_registry_events:counts registry_coverage:number",
    };

    private static readonly Dictionary<string, string[]> s_words = new(StringComparer.Ordinal)
    {
        ["attribute_type"] = ["boolean", "int", "double", "string", "any", "string[]", "int[]", "double[]", "boolean[]"],
        ["span_kind"] = ["internal", "client", "server", "producer", "consumer"],
        ["status_code"] = ["unset", "ok", "error"],
        ["instrument"] = ["updowncounter", "counter", "gauge", "histogram", "Summary", "Unspecified"],
        ["level"] = ["violation", "improvement", "information"],
        ["signal_type"] = ["span", "resource", "metric", "log", "profile"],
    };

    /// <summary>What is not as weaver has it, each with its place.</summary>
    public static IReadOnlyList<string> Mistakes(JsonElement report)
    {
        var mistakes = new List<string>();
        Look(report, "report", "$", mistakes);
        return mistakes;
    }

    private static void Look(JsonElement value, string type, string place, List<string> mistakes)
    {
        if (type.EndsWith('?'))
        {
            if (value.ValueKind != JsonValueKind.Null)
            {
                Look(value, type[..^1], place, mistakes);
            }

            return;
        }

        if (type.StartsWith('['))
        {
            if (value.ValueKind != JsonValueKind.Array)
            {
                mistakes.Add($"{place} is no array");
                return;
            }

            foreach (var (item, i) in value.EnumerateArray().Select((item, i) => (item, i)))
            {
                Look(item, type[1..^1], $"{place}[{i}]", mistakes);
            }

            return;
        }

        switch (type)
        {
            case "any":
                break;
            case "sample":
                var names = value.EnumerateObject().Select(p => p.Name).ToList();
                mistakes.AddRange(names.Count == 1 && names[0] is "attribute" or "span" or "span_event" or "resource" or "metric" or "log" ? [] : [$"{place} is a {string.Join(" and ", names)}"]);
                names.ForEach(n => Look(value.GetProperty(n), n, $"{place}.{n}", mistakes));
                break;
            case "data_point":
                Look(value, value.TryGetProperty("bucket_counts", out _) ? "histogram_data_point" : value.TryGetProperty("scale", out _) ? "exponential_histogram_data_point" : "number_data_point", place, mistakes);
                break;
            case "counts":
                mistakes.AddRange(value.ValueKind != JsonValueKind.Object ? [$"{place} is no object"] : value.EnumerateObject().Where(p => !p.Value.TryGetUInt64(out _)).Select(p => $"{place}.{p.Name} is no count"));
                break;
            case "text":
                mistakes.AddRange(value.ValueKind == JsonValueKind.String ? [] : [$"{place} is no text"]);
                break;
            case "number":
                mistakes.AddRange(value.ValueKind == JsonValueKind.Number ? [] : [$"{place} is no number"]);
                break;
            case "whole":
                mistakes.AddRange(value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _) ? [] : [$"{place} is no whole number"]);
                break;
            case var _ when s_words.TryGetValue(type, out var words):
                mistakes.AddRange(value.ValueKind == JsonValueKind.String && words.Contains(value.GetString()) ? [] : [$"{place} is {value}"]);
                break;
            default:
                var known = s_types[type].Split(' ').Select(f => f.Split(':')).ToDictionary(f => f[0], f => f[1], StringComparer.Ordinal);
                var found = value.EnumerateObject().ToDictionary(p => p.Name, p => p.Value, StringComparer.Ordinal);
                mistakes.AddRange(known.Keys.Except(found.Keys).Select(n => $"{place} has no {n}").Concat(found.Keys.Except(known.Keys).Select(n => $"{place}.{n} is no property of a {type}")));
                foreach (var (name, own) in known.Where(k => found.ContainsKey(k.Key)))
                {
                    Look(found[name], own, $"{place}.{name}", mistakes);
                }

                break;
        }
    }
}
