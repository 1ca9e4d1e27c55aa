using System.Text;
using Upshot.Observe.Otlp;

namespace Upshot.Observe.Tests.Receive;

/// <summary>Valid OTLP/JSON requests that touch every kind of field; seeds of the fuzz tests.</summary>
internal static class JsonSamples
{
    public static readonly (TelemetrySignal Signal, byte[] Json)[] All =
    [
        (TelemetrySignal.Traces, Encoding.UTF8.GetBytes("""
            {"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"shop"}}],"entityRefs":[{"type":"service","idKeys":["a","b"]}]},
            "scopeSpans":[{"scope":{"name":"l","version":"1"},"spans":[{"traceId":"5b8efff798038103d269b633813fc60c","spanId":"eee19b7ec3c1b174","parentSpanId":"",
            "name":"caf\u00e9 \ud83d\ude42","kind":"SPAN_KIND_SERVER","startTimeUnixNano":"1544712660000000000","endTimeUnixNano":1544712661000000000,
            "attributes":[{"key":"a","value":{"arrayValue":{"values":[{"intValue":"-1"},{"doubleValue":1e-3},{"boolValue":true}]}}},
            {"key":"m","value":{"kvlistValue":{"values":[{"key":"b","value":{"bytesValue":"AAEC/w=="}}]}}}],"unknown":{"x":[1,null,{"y":"z"}]},
            "events":[{"timeUnixNano":"1","name":"e"}],"links":[{"traceId":"00","spanId":"01","flags":256}],"status":{"code":2,"message":"no"},"flags":257}]}]}]}
            """)),
        (TelemetrySignal.Metrics, Encoding.UTF8.GetBytes("""
            {"resourceMetrics":[{"scopeMetrics":[{"metrics":[{"name":"g","gauge":{"dataPoints":[{"asDouble":"NaN","timeUnixNano":"1","exemplars":[{"asInt":"3"}]}]}},
            {"name":"h","histogram":{"aggregationTemporality":2,"dataPoints":[{"count":"3","sum":4.5,"bucketCounts":["1","2",0],"explicitBounds":[0.5,1]}]}},
            {"name":"e","exponentialHistogram":{"dataPoints":[{"scale":-2,"zeroCount":"1","positive":{"offset":-3,"bucketCounts":["300",1]},"min":-1,"max":"Infinity"}]}},
            {"name":"s","sum":{"isMonotonic":true,"dataPoints":[{"asInt":9223372036854775807,"flags":1}]}},{"name":"y","summary":{"dataPoints":[{"quantileValues":[{"quantile":1,"value":2}]}]}}]}]}]}
            """)),
        (TelemetrySignal.Logs, Encoding.UTF8.GetBytes("""
            {"resource_logs":[{"scope_logs":[{"log_records":[{"time_unix_nano":"1","severity_number":9,"severity_text":"INFO","body":{"stringValue":"a\tb\"c\\d"},
            "traceId":"5b8efff798038103d269b633813fc60c","spanId":"eee19b7ec3c1b174","eventName":"e","flags":1}],"schemaUrl":"https://x/y"}]}]}
            """)),
    ];
}
