using System.Text;
using Upshot.Observe.Otlp;
using Upshot.Observe.Otlp.Json;

namespace Upshot.Observe.Tests.Receive;

public class JsonTranscoderTests
{
    [Fact]
    public void A_span_has_the_same_fields_in_protobuf()
    {
        var request = Traces("""
            {"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"checkout"}}]},
              "scopeSpans":[{"scope":{"name":"lib","version":"1.2"},"schemaUrl":"https://s","spans":[{
                "traceId":"5B8EFFF798038103D269B633813FC60C","spanId":"eee19b7ec3c1b174","parentSpanId":"","traceState":"ot=th:8",
                "name":"POST /pay","kind":2,"startTimeUnixNano":"1544712660000000000","endTimeUnixNano":1544712661000000000,
                "attributes":[{"key":"n","value":{"intValue":"-1"}}],"droppedAttributesCount":1,
                "events":[{"timeUnixNano":"5","name":"e","attributes":[]}],"droppedEventsCount":2,
                "links":[{"traceId":"000102030405060708090a0b0c0d0e0f","spanId":"0001020304050607","flags":257}],"droppedLinksCount":3,
                "status":{"code":2,"message":"no"},"flags":769}]}]}]}
            """);
        var resource = request.At(1);
        Assert.Equal("service.name", resource.At(1, 1).Single(1).Text);
        Assert.Equal("checkout", resource.At(1, 1, 2).Single(1).Text);
        var scope = resource.At(2);
        Assert.Equal(("lib", "1.2", "https://s"), (scope.At(1).Single(1).Text, scope.At(1).Single(2).Text, scope.Single(3).Text));
        var span = scope.At(2);
        Assert.Equal("5b8efff798038103d269b633813fc60c", span.Single(1).Hex);
        Assert.Equal("eee19b7ec3c1b174", span.Single(2).Hex);
        Assert.Equal("ot=th:8", span.Single(3).Text);
        Assert.Equal("", span.Single(4).Hex);
        Assert.Equal(("POST /pay", 2UL), (span.Single(5).Text, span.Single(6).Number));
        Assert.Equal((1544712660000000000UL, 1544712661000000000UL), (span.Single(7).Number, span.Single(8).Number));
        Assert.Equal(ulong.MaxValue, span.At(9, 2).Single(3).Number);
        Assert.Equal((1UL, 2UL, 3UL), (span.Single(10).Number, span.Single(12).Number, span.Single(14).Number));
        Assert.Equal((5UL, "e"), (span.At(11).Single(1).Number, span.At(11).Single(2).Text));
        Assert.Equal(("000102030405060708090a0b0c0d0e0f", "0001020304050607", 257UL), (span.At(13).Single(1).Hex, span.At(13).Single(2).Hex, span.At(13).Single(6).Number));
        Assert.Equal(("no", 2UL), (span.At(15).Single(2).Text, span.At(15).Single(3).Number));
        Assert.Equal(769UL, span.Single(16).Number);
    }

    [Fact]
    public void Every_kind_of_metric_has_the_same_fields_in_protobuf()
    {
        var metrics = Transcode(TelemetrySignal.Metrics, """
            {"resourceMetrics":[{"scopeMetrics":[{"metrics":[
              {"name":"g","description":"d","unit":"s","gauge":{"dataPoints":[{"asDouble":1.5,"timeUnixNano":"7","exemplars":[
                {"asInt":"-3","timeUnixNano":"8","traceId":"01","spanId":"02","filteredAttributes":[{"key":"k"}]}]}]}},
              {"name":"s","sum":{"aggregationTemporality":2,"isMonotonic":true,"dataPoints":[{"asInt":"-9","startTimeUnixNano":"6","flags":1}]}},
              {"name":"h","histogram":{"aggregationTemporality":1,"dataPoints":[{"count":"3","sum":4.5,"min":0,"max":3,
                "bucketCounts":["1","2",0],"explicitBounds":[0.5,1],"attributes":[{"key":"k"}]}]}},
              {"name":"e","exponentialHistogram":{"aggregationTemporality":1,"dataPoints":[{"count":4,"sum":-1,"scale":-2,"zeroCount":"1",
                "zeroThreshold":0.25,"positive":{"offset":-3,"bucketCounts":["300","1"]},"negative":{"offset":5,"bucketCounts":[]}}]}},
              {"name":"y","summary":{"dataPoints":[{"count":"2","sum":3,"quantileValues":[{"quantile":0.99,"value":2}]}]}}
            ]}]}]}
            """).At(1, 2).All(2).ToDictionary(metric => metric.Single(1).Text);

        var gauge = metrics["g"].At(5, 1);
        Assert.Equal(("d", "s"), (metrics["g"].Single(2).Text, metrics["g"].Single(3).Text));
        Assert.Equal((1.5, 7UL), (gauge.Single(4).Double, gauge.Single(3).Number));
        var exemplar = gauge.At(5);
        Assert.Equal((-3L, 8UL, "01", "02", "k"), ((long)exemplar.Single(6).Number, exemplar.Single(2).Number, exemplar.Single(5).Hex, exemplar.Single(4).Hex, exemplar.At(7).Single(1).Text));

        var sum = metrics["s"].At(7);
        Assert.Equal((2UL, 1UL), (sum.Single(2).Number, sum.Single(3).Number));
        Assert.Equal((-9L, 6UL, 1UL), ((long)sum.At(1).Single(6).Number, sum.At(1).Single(2).Number, sum.At(1).Single(8).Number));

        var histogram = metrics["h"].At(9, 1);
        Assert.Equal((3UL, 4.5, 0.0, 3.0), (histogram.Single(4).Number, histogram.Single(5).Double, histogram.Single(11).Double, histogram.Single(12).Double));
        Assert.Equal([1, 2, 0], Longs(histogram.Single(6).Bytes));
        Assert.Equal([0.5, 1], Longs(histogram.Single(7).Bytes).Select(BitConverter.Int64BitsToDouble));
        Assert.Equal("k", histogram.At(9).Single(1).Text);

        var exponential = metrics["e"].At(10, 1);
        Assert.Equal((4UL, -1.0, 1UL, 0.25), (exponential.Single(4).Number, exponential.Single(5).Double, exponential.Single(7).Number, exponential.Single(14).Double));
        Assert.Equal(3UL, exponential.Single(6).Number); // −2 in zigzag
        Assert.Equal(5UL, exponential.At(8).Single(1).Number); // −3 in zigzag
        Assert.Equal([0xac, 0x02, 0x01], exponential.At(8).Single(2).Bytes);
        Assert.Equal(10UL, exponential.At(9).Single(1).Number);
        Assert.Empty(exponential.At(9).Single(2).Bytes);

        var summary = metrics["y"].At(11, 1);
        Assert.Equal((2UL, 3.0, 0.99, 2.0), (summary.Single(4).Number, summary.Single(5).Double, summary.At(6).Single(1).Double, summary.At(6).Single(2).Double));
    }

    [Fact]
    public void A_log_record_has_the_same_fields_in_protobuf()
    {
        var log = Transcode(TelemetrySignal.Logs, """
            {"resourceLogs":[{"scopeLogs":[{"logRecords":[{"timeUnixNano":"1","observedTimeUnixNano":"2","severityNumber":"SEVERITY_NUMBER_WARN2",
              "severityText":"Warn","body":{"kvlistValue":{"values":[{"key":"a","value":{"arrayValue":{"values":[{"boolValue":true},{"doubleValue":"NaN"},
              {"bytesValue":"aGVsbG8="}]}}}]}},"traceId":"0A","spanId":"0b","flags":1,"eventName":"ev","droppedAttributesCount":4}]}]}]}
            """).At(1, 2, 2);
        Assert.Equal((1UL, 2UL, 14UL, "Warn"), (log.Single(1).Number, log.Single(11).Number, log.Single(2).Number, log.Single(3).Text));
        Assert.Equal(("0a", "0b", 1UL, "ev", 4UL), (log.Single(9).Hex, log.Single(10).Hex, log.Single(8).Number, log.Single(12).Text, log.Single(7).Number));
        var pair = log.At(5, 6, 1);
        Assert.Equal("a", pair.Single(1).Text);
        var values = pair.At(2, 5).All(1).ToList();
        Assert.Equal(1UL, values[0].Single(2).Number);
        Assert.Equal(double.NaN, values[1].Single(4).Double);
        Assert.Equal("hello", values[2].Single(7).Text);
    }

    [Fact]
    public void Snake_case_names_are_the_same_as_camel_case()
    {
        Assert.Equal(
            Bytes("""{"resourceSpans":[{"scopeSpans":[{"spans":[{"startTimeUnixNano":"1","traceId":"01"}]}]}]}"""),
            Bytes("""{"resource_spans":[{"scope_spans":[{"spans":[{"start_time_unix_nano":"1","trace_id":"01"}]}]}]}"""));
    }

    [Theory]
    [InlineData("""{"name":null,"kind":3}""")]
    [InlineData("""{"later":{"deep":[[{"x":[1,2]}]]},"kind":3}""")]
    [InlineData("""{"later":[],"kind":3,"name":null,"events":null}""")]
    [InlineData("""{"\u006bind":"SPAN_KIND_CLIENT"}""")]
    [InlineData("""{"kind":"SPAN_KIND_LATER","kind":3}""")]
    [InlineData("""{"kind":3,"links":[null]}""")]
    [InlineData("""{"kind":3.0}""")]
    public void Unknown_fields_and_nulls_are_left_out(string span)
    {
        var kind = Assert.Single(Span(span).Fields, field => field.Type == Google.Protobuf.WireFormat.WireType.Varint);
        Assert.Equal((6, 3UL), (kind.Field, kind.Number));
    }

    [Theory]
    [InlineData("\"12\"", 12)]
    [InlineData("12", 12)]
    [InlineData("1.2e1", 12)]
    [InlineData("\"\\u0031\\u0032\"", 12)]
    [InlineData("\"-9223372036854775808\"", long.MinValue)]
    [InlineData("9223372036854775807", long.MaxValue)]
    public void A_long_may_be_a_number_or_quoted(string json, long expected) =>
        Assert.Equal(expected, (long)Value($$"""{"intValue":{{json}}}""").Single(3).Number);

    [Theory]
    [InlineData("1", 1)]
    [InlineData("\"1.5\"", 1.5)]
    [InlineData("\"NaN\"", double.NaN)]
    [InlineData("\"Infinity\"", double.PositiveInfinity)]
    [InlineData("\"-Infinity\"", double.NegativeInfinity)]
    [InlineData("-0.0", -0.0)]
    public void A_double_may_be_a_number_or_a_name(string json, double expected) =>
        Assert.Equal(BitConverter.DoubleToInt64Bits(expected), (long)Value($$"""{"doubleValue":{{json}}}""").Single(4).Number);

    [Theory]
    [InlineData("+/8=")]
    [InlineData("+/8")]
    [InlineData("-_8=")]
    [InlineData("-_8")]
    [InlineData("+\\/8=")]
    public void Base64_comes_in_both_alphabets_with_or_without_padding(string json) =>
        Assert.Equal("fbff", Value($$"""{"bytesValue":"{{json}}"}""").Single(7).Hex);

    [Theory]
    [InlineData("plain ü 🙂", "plain ü 🙂")]
    [InlineData("\\\"\\\\\\/\\b\\f\\n\\r\\t", "\"\\/\b\f\n\r\t")]
    [InlineData("\\u00fc\\uD83D\\ude42", "ü🙂")]
    [InlineData("cut \\ud83d", "cut \ufffd")]
    [InlineData("\\ude42 cut", "\ufffd cut")]
    [InlineData("\\ud83d\\ud83d\\ude42", "\ufffd🙂")]
    [InlineData("\\ud83d\\n", "\ufffd\n")]
    [InlineData("\\u0000", "\0")]
    [InlineData("", "")]
    public void Escapes_are_resolved_and_half_surrogates_replaced(string json, string expected) =>
        Assert.Equal(expected, Value($$"""{"stringValue":"{{json}}"}""").Single(1).Text);

    [Fact]
    public void Lengths_of_every_size_are_right()
    {
        foreach (var length in (int[])[0, 1, 126, 127, 128, 129, 16_382, 16_383, 16_384, 16_385, 2_097_151, 2_097_152])
        {
            var text = new string('x', length);
            Assert.Equal(text, Value($$"""{"stringValue":"{{text}}"}""").Single(1).Text);
            Assert.Equal(text + "\n", Value($$"""{"stringValue":"{{text}}\n"}""").Single(1).Text);
        }
    }

    [Theory]
    [InlineData("", "The body is empty")]
    [InlineData("[]", "Expected an object. At $, byte 0.")]
    [InlineData("null", "Expected an object. At $")]
    [InlineData("{}{}", "Not JSON")]
    [InlineData("{", "Not JSON")]
    [InlineData("{\"resourceSpans\":[{]}", "Not JSON")]
    [InlineData("{\"resourceSpans\":{}}", "Expected an array. At $.resourceSpans, byte 17.")]
    [InlineData("{\"resourceSpans\":[1]}", "Expected an object. At $.resourceSpans[0], byte 18.")]
    [InlineData("{\"resourceSpans\":[{},{\"scopeSpans\":[{\"spans\":[{},{\"traceId\":\"xyz\"}]}]}]}", "Expected an id in hexadecimal. At $.resourceSpans[1].scopeSpans[0].spans[1].traceId")]
    [InlineData("{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[{\"traceId\":\"abc\"}]}]}]}", "hexadecimal")]
    [InlineData("{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[{\"name\":5}]}]}]}", "Expected a string. At")]
    [InlineData("{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[{\"startTimeUnixNano\":-1}]}]}]}", "Expected a whole number from 0 to")]
    [InlineData("{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[{\"startTimeUnixNano\":\"18446744073709551616\"}]}]}]}", "Expected a whole number from 0 to")]
    [InlineData("{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[{\"flags\":4294967296}]}]}]}", "from 0 to 4294967295")]
    [InlineData("{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[{\"kind\":1.5}]}]}]}", "Expected a whole number")]
    [InlineData("{\"resourceSpans\":[{\"resource\":{\"attributes\":[{\"value\":{\"boolValue\":\"true\"}}]}}]}", "Expected true or false.")]
    [InlineData("{\"resourceSpans\":[{\"resource\":{\"attributes\":[{\"value\":{\"bytesValue\":\"%\"}}]}}]}", "Expected base64.")]
    [InlineData("{\"resourceSpans\":[{\"resource\":{\"attributes\":[{\"value\":{\"doubleValue\":\"one\"}}]}}]}", "Expected a number")]
    [InlineData("{\"resourceSpans\":[{\"resource\":{\"attributes\":[{\"value\":{\"stringValue\":\"\\ud8\"}}]}}]}", "Not JSON")]
    public void A_mistake_is_named_with_its_place(string json, string expected) => Assert.Contains(expected, Problem(Encoding.UTF8.GetBytes(json)));

    [Fact]
    public void A_string_that_is_not_utf8_is_a_mistake()
    {
        byte[] json = [.. "{\"resourceSpans\":[{\"schemaUrl\":\""u8, 0xff, .. "\"}]}"u8];
        Assert.StartsWith("The string is not UTF-8. At $.resourceSpans[0].schemaUrl", Problem(json));
    }

    [Fact]
    public void A_byte_order_mark_is_skipped() => Assert.Null(Problem([0xef, 0xbb, 0xbf, .. "{}"u8]));

    [Fact]
    public void Values_nest_up_to_the_limit_and_no_deeper()
    {
        string Nested(int depth, string open, string close) =>
            $$$"""{"resourceSpans":[{"resource":{"attributes":[{"key":"k","value":{{{string.Concat(Enumerable.Repeat(open, depth - 1))}}}{}{{{string.Concat(Enumerable.Repeat(close, depth - 1))}}}}]}}]}""";

        foreach (var (open, close) in new[] { ("""{"arrayValue":{"values":[""", "]}}"), ("""{"kvlistValue":{"values":[{"key":"k","value":""", "}]}}") })
        {
            Assert.Null(Problem(Encoding.UTF8.GetBytes(Nested(JsonTranscoder.MaxValueDepth, open, close))));
            Assert.StartsWith("The value is nested deeper than 64 levels. At $.", Problem(Encoding.UTF8.GetBytes(Nested(JsonTranscoder.MaxValueDepth + 1, open, close))));
        }

        Assert.StartsWith("Not JSON", Problem(Encoding.UTF8.GetBytes("{\"x\":" + new string('[', 1_000_000))));
    }

    [Fact]
    public void Values_beside_each_other_are_not_deep()
    {
        var values = string.Join(',', Enumerable.Repeat("{\"intValue\":1}", 1000));
        Assert.Equal(1000, Value($$$"""{"arrayValue":{"values":[{{{values}}}]}}""").At(5).All(1).Count());
    }

    [Fact]
    public void Packed_numbers_that_grow_end_at_the_limit()
    {
        var json = $$$"""{"resourceMetrics":[{"scopeMetrics":[{"metrics":[{"histogram":{"dataPoints":[{"bucketCounts":[0{{{string.Concat(Enumerable.Repeat(",0", 99_999))}}}]}]}}]}]}]}""";
        using var output = new RequestBuffer(256);
        Assert.StartsWith("The request is larger than 400000 bytes of protobuf", JsonTranscoder.Transcode(Encoding.UTF8.GetBytes(json), TelemetrySignal.Metrics, output, 400_000));
        Assert.InRange(output.Length, 400_000, 400_100);
    }

    internal static string? Problem(byte[] json, TelemetrySignal signal = TelemetrySignal.Traces)
    {
        using var output = new RequestBuffer(256);
        return JsonTranscoder.Transcode(json, signal, output, 1 << 26);
    }

    private static byte[] Bytes(string json, TelemetrySignal signal = TelemetrySignal.Traces)
    {
        using var output = new RequestBuffer(256);
        Assert.Null(JsonTranscoder.Transcode(Encoding.UTF8.GetBytes(json), signal, output, 1 << 26));
        return output.Bytes.ToArray();
    }

    private static Wire Transcode(TelemetrySignal signal, string json) => Wire.Read(Bytes(json, signal));

    private static Wire Traces(string json) => Transcode(TelemetrySignal.Traces, json);

    private static Wire Span(string json) => Traces($$"""{"resourceSpans":[{"scopeSpans":[{"spans":[{{json}}]}]}]}""").At(1, 2, 2);

    private static Wire Value(string json) => Span($$"""{"attributes":[{"key":"k","value":{{json}}}]}""").At(9, 2);

    private static IEnumerable<long> Longs(byte[] bytes) => bytes.Chunk(8).Select(chunk => BitConverter.ToInt64(chunk));
}
