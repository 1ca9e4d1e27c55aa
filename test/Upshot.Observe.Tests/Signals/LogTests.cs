using Upshot.Observe.Otlp;
using Upshot.Observe.Receive;
using static Upshot.Observe.Tests.Otlp;

namespace Upshot.Observe.Tests.Signals;

public class LogTests
{
    private const TelemetrySignal Logs = TelemetrySignal.Logs;

    [Fact]
    public async Task Every_field_of_a_record_has_its_column()
    {
        await using var store = new TemporaryStore();
        await store.Keep(Logs, Log(Noon, "order placed", severity: 17).Attribute(6, "http.route", "/orders").Attribute(6, "order.lines", 3).Varint(7, 2).Fixed32(8, 1)
            .Blob(9, TraceId).Blob(10, SpanId).Fixed64(11, Noon + 5_000).Text(12, "shop.order"));

        var row = Assert.Single(await store.RowsBeforeAndAfterTheSeal("""
            SELECT epoch_ns(time), epoch_ns(observed_time), service, severity, severity_text, body, event_name, trace_id, span_id, flags, dropped_attributes,
                   version, environment, instance, resource, scope, scope_version, http_route, attributes FROM logs
            """));

        Assert.Equal(
            $$"""{{Noon}}|{{Noon + 5_000}}|shop|17|INFO|order placed|shop.order|5b8efff798038103d269b633813fc60c|eee19b7ec3c1b174|1|2|""" +
            """1.2.3|test|shop-1|{"cloud.region":"eu"}|lib|0.1|/orders|{"http.route":"/orders","order.lines":3}""",
            row);
    }

    [Fact]
    public async Task What_a_record_does_not_say_is_null()
    {
        await using var store = new TemporaryStore();
        await store.Accept(Logs, Request(new ProtoMessage(), new ProtoMessage(), new ProtoMessage().Fixed64(1, Noon)));

        Assert.Equal(
            ["null|null|null|null|null|null|null|null|null|null|null|unknown_service||||{}"],
            await store.RowsBeforeAndAfterTheSeal("""
                SELECT severity, severity_text, body, event_name, trace_id, span_id, flags, dropped_attributes, scope, scope_version, attributes,
                       service, version, environment, instance, resource FROM logs
                """));
    }

    [Theory]
    [InlineData(Noon, 0, Noon, Noon)]
    [InlineData(0, Noon, Noon, Noon)]
    [InlineData(Noon, Noon + 7, Noon, Noon + 7)]
    [InlineData(Noon, Noon - 7, Noon, Noon - 7)]
    public async Task A_record_without_a_time_has_the_one_it_was_observed_at(ulong time, ulong observed, ulong storedTime, ulong storedObserved)
    {
        await using var store = new TemporaryStore();
        await store.Keep(Logs, new ProtoMessage().Fixed64(1, time).Fixed64(11, observed));

        Assert.Equal([$"{storedTime}|{storedObserved}"], await store.RowsBeforeAndAfterTheSeal("SELECT epoch_ns(time), epoch_ns(observed_time) FROM logs"));
    }

    [Fact]
    public async Task A_record_without_any_time_has_that_of_its_request()
    {
        var arrival = DateTimeOffset.UnixEpoch.AddSeconds(Noon / 1e9).AddTicks(12_345);
        await using var store = new TemporaryStore(time: new StoppedClock(arrival));
        await store.Keep(Logs, new ProtoMessage().Text(3, "INFO"));

        // Whole milliseconds, as the journal keeps them: a restart must not change it.
        var stored = Noon + 1_000_000;
        Assert.Equal([$"{stored}|{stored}"], await store.RowsBeforeAndAfterTheSeal("SELECT epoch_ns(time), epoch_ns(observed_time) FROM logs"));
    }

    [Fact]
    public async Task A_record_from_beyond_the_year_2262_is_refused_and_the_others_are_kept()
    {
        await using var store = new TemporaryStore();
        var result = await store.Keep(Logs, Log(ulong.MaxValue), Log(Noon, "kept"), new ProtoMessage().Fixed64(1, Noon).Fixed64(11, ulong.MaxValue));

        Assert.Equal(2, result.Rejected);
        Assert.Contains("2262", result.Message);
        Assert.Equal(["kept"], await store.RowsBeforeAndAfterTheSeal("SELECT body FROM logs"));
    }

    [Fact]
    public async Task Ids_of_a_wrong_length_or_of_zeros_belong_to_no_trace()
    {
        await using var store = new TemporaryStore();
        var result = await store.Keep(Logs, Log(Noon).Blob(9, [1, 2, 3]).Blob(10, [1]), Log(Noon + 1).Blob(9, new byte[16]).Blob(10, new byte[8]));

        Assert.Equal(0, result.Rejected);
        Assert.Equal(["null|null", "null|null"], await store.RowsBeforeAndAfterTheSeal("SELECT trace_id, span_id FROM logs ORDER BY time"));
    }

    [Fact]
    public async Task A_body_that_is_not_a_text_is_kept_as_json()
    {
        object[] bodies =
        [
            "a \"text\"\nas it is", "", 42, -7.5, true, new byte[] { 1, 2, 255 }, new object[] { "a", 1, new object[] { false } },
            new (string, object)[] { ("user", "ann"), ("cart", new object[] { 1, 2 }) }, double.NaN, new ProtoMessage(),
        ];
        await using var store = new TemporaryStore();
        await store.Keep(Logs, [.. bodies.Select((body, i) => Log(Noon + (ulong)i, body))]);

        Assert.Equal(
            [
                "a \"text\"\nas it is", "", "42", "-7.5", "true", "\"AQL/\"", """["a",1,[false]]""", """{"user":"ann","cart":[1,2]}""", "\"NaN\"", "null",
            ],
            await store.RowsBeforeAndAfterTheSeal("SELECT body FROM logs ORDER BY time"));
    }

    [Fact]
    public async Task Bytes_that_are_not_utf8_become_the_replacement_character_wherever_they_stand()
    {
        byte[] broken = [(byte)'a', 0xFF, (byte)'b', 0xC3];
        await using var store = new TemporaryStore();
        await store.Keep(Logs, Log(Noon, new ProtoMessage().Blob(1, broken))
            .Message(6, new ProtoMessage().Text(1, "http.route").Message(2, new ProtoMessage().Blob(1, broken)))
            .Message(6, new ProtoMessage().Blob(1, broken).Message(2, new ProtoMessage().Blob(1, broken)))
            .Blob(12, broken));

        Assert.Equal(
            ["a\uFFFDb\uFFFD|a\uFFFDb\uFFFD|a\uFFFDb\uFFFD|{\"http.route\":\"a\uFFFDb\uFFFD\",\"a\uFFFDb\uFFFD\":\"a\uFFFDb\uFFFD\"}"],
            await store.RowsBeforeAndAfterTheSeal("SELECT body, event_name, http_route, attributes FROM logs"));
    }

    [Fact]
    public async Task Long_texts_zero_characters_and_other_scripts_survive()
    {
        string[] bodies = [new('x', 100_000), "null\0inside", "twelve bytes", "thirteen byte", "Größe 寸法 🎉", "'; DROP TABLE logs; --"];
        await using var store = new TemporaryStore();
        await store.Keep(Logs, [.. bodies.Select((body, i) => Log(Noon + (ulong)i, body))]);

        Assert.Equal(bodies, await store.RowsBeforeAndAfterTheSeal("SELECT body FROM logs ORDER BY time"));
    }

    [Fact]
    public async Task A_request_of_nothing_is_accepted_and_leaves_nothing()
    {
        await using var store = new TemporaryStore();
        var result = await store.Accept(Logs, []);

        Assert.Equal(IntakeStatus.Accepted, result.Status);
        Assert.Equal(["0"], store.Rows("SELECT count(*) FROM logs"));
    }

    [Theory]
    [InlineData("0a")]
    [InlineData("0aff")]
    [InlineData("0a0512031201ff")]
    [InlineData("0b")]
    public async Task Bytes_that_are_no_request_are_refused_as_a_whole(string hex)
    {
        await using var store = new TemporaryStore();
        var result = await store.Accept(Logs, Convert.FromHexString(hex));

        Assert.Equal(IntakeStatus.Invalid, result.Status);
        Assert.StartsWith("The body is not an OTLP protobuf message", result.Message);
    }
}
