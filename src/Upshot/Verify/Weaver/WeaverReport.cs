using System.Text.Json;
using Upshot.Evidence;
using Upshot.Reports;

namespace Upshot.Verify.Weaver;

/// <summary>
/// The report of weaver's live-check, so that what reads those reads this: samples with their findings, and statistics. What was emitted alike is one sample; values of attributes are left
/// out, for they may be about people.
/// </summary>
/// <remarks>Source: open-telemetry/weaver, crates/weaver_live_check (report, samples, statistics) and schemas/policy.finding.json, version 0.27.</remarks>
internal static class WeaverReport
{
    private static readonly string[] s_types = ["string", "int", "double", "boolean", "string[]", "int[]", "double[]", "boolean[]"];

    public static void Write(VerifyReport report, TextWriter output)
    {
        var samples = WeaverSamples.Of(report);
        output.WriteLine(JsonText.Write(json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("samples");
            foreach (var sample in samples)
            {
                json.WriteStartObject();
                json.WritePropertyName(sample.Type);
                WriteSample(sample, json);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            WeaverStatistics.Write(report, samples, json);
            json.WriteEndObject();
        }));
    }

    private static void WriteSample(WeaverSample sample, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        switch (sample.Type)
        {
            case "span":
                json.WriteString("name", sample.Name);
                json.WriteString("kind", sample.Kind);
                json.WriteStartObject("status");
                json.WriteString("code", sample.IsError ? "error" : "unset");
                json.WriteString("message", "");
                json.WriteEndObject();
                WriteAttributes(sample, json);
                WriteParts("span_events", sample, json);
                json.WriteStartArray("span_links");
                json.WriteEndArray();
                break;
            case "span_event":
                json.WriteString("name", sample.Name);
                WriteAttributes(sample, json);
                break;
            case "metric":
                json.WriteString("name", sample.Name);
                json.WriteString("instrument", sample.Instrument);
                json.WriteString("unit", sample.Unit);
                WriteParts("data_points", sample, json);
                break;
            case "log":
                json.WriteString("event_name", sample.Name);
                json.WriteNumber("severity_number", sample.Severity);
                json.WriteNull("severity_text");
                json.WriteNull("body");
                WriteAttributes(sample, json);
                json.WriteNull("trace_id");
                json.WriteNull("span_id");
                break;
            case "resource":
                WriteAttributes(sample, json);
                break;
            default:
                WriteAttributes(sample, json);
                WritePoint(sample.Type, sample.Point!, json);
                break;
        }

        WriteResult(sample, json);
        json.WriteEndObject();
    }

    private static void WritePoint(string type, CapturedPoint point, Utf8JsonWriter json)
    {
        if (type == "number_data_point")
        {
            WriteNumber("value", point.Value ?? 0, json);
        }
        else
        {
            json.WriteNumber("count", (ulong)Math.Max(0, point.Count));
            WriteNumber("sum", point.Sum, json);
            WriteNumber("min", point.Min, json);
            WriteNumber("max", point.Max, json);
            if (type == "histogram_data_point")
            {
                json.WriteStartArray("bucket_counts");
                point.Buckets.ToList().ForEach(b => json.WriteNumberValue((ulong)Math.Max(0, b)));
                json.WriteEndArray();
                json.WriteStartArray("explicit_bounds");
                point.Bounds.Where(double.IsFinite).ToList().ForEach(json.WriteNumberValue);
                json.WriteEndArray();
            }
            else
            {
                json.WriteNumber("scale", 0);
                json.WriteNumber("zero_count", 0);
                json.WriteNull("positive");
                json.WriteNull("negative");
                json.WriteNumber("zero_threshold", 0);
            }
        }

        json.WriteNumber("flags", 0);
        json.WriteStartArray("exemplars");
        json.WriteEndArray();
    }

    private static void WriteNumber(string name, double? value, Utf8JsonWriter json)
    {
        if (value is { } number && double.IsFinite(number))
        {
            json.WriteNumber(name, number);
        }
        else
        {
            json.WriteNull(name);
        }
    }

    private static void WriteParts(string name, WeaverSample sample, Utf8JsonWriter json)
    {
        json.WriteStartArray(name);
        foreach (var part in sample.Parts.Values)
        {
            WriteSample(part, json);
        }

        json.WriteEndArray();
    }

    private static void WriteAttributes(WeaverSample sample, Utf8JsonWriter json)
    {
        json.WriteStartArray("attributes");
        foreach (var attribute in sample.Attributes)
        {
            json.WriteStartObject();
            json.WriteString("name", attribute.Name);
            json.WriteNull("value");
            json.WriteString("type", s_types.Contains(attribute.ValueType) ? attribute.ValueType : null);
            WriteResult(attribute, json);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteResult(WeaverEntity entity, Utf8JsonWriter json)
    {
        json.WriteStartObject("live_check_result");
        json.WriteStartArray("all_advice");
        foreach (var finding in entity.Findings)
        {
            json.WriteStartObject();
            json.WriteString("id", finding.Id);
            json.WriteStartObject("context");
            json.WriteString("check", finding.Check);
            json.WriteString("remedy", finding.Remedy);
            if (entity is WeaverAttribute attribute)
            {
                json.WriteString("attribute_key", attribute.Name);
            }

            if (finding.Place.Length > 0)
            {
                json.WriteString("declared", finding.Place);
            }

            json.WriteNumber("count", finding.Count);
            json.WriteEndObject();
            json.WriteString("message", finding.Message);
            json.WriteString("level", finding.Level);
            json.WriteString("signal_type", finding.SignalType);
            json.WriteString("signal_name", finding.SignalName.Length > 0 ? finding.SignalName : null);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteString("highest_advice_level", WeaverStatistics.Highest(entity));
        json.WriteEndObject();
    }
}
