using System.Reflection;
using Grpc.Core;
using Microsoft.Extensions.Time.Testing;
using Upshot.Observe.Otlp;
using Upshot.Observe.Receive;
using Upshot.Observe.Rollup;
using Upshot.Observe.Tests.Signals;
using Upshot.Observe.Tests.Stores.DuckDb;

namespace Upshot.Observe.Tests.Receive;

/// <summary>What is accepted and not used as it was meant is said to its sender, and stands on the board.</summary>
public sealed class NoticeTests
{
    private static readonly DateTimeOffset s_now = DateTimeOffset.FromUnixTimeMilliseconds((long)(Otlp.Noon / 1_000_000));
    private readonly NoticeBoard _board = new();

    /// <summary>"1 span … they count" tells of others than that one.</summary>
    [Fact]
    public void Of_one_nothing_is_said_as_if_it_were_several()
    {
        var reasons = typeof(NoticeReason).GetFields(BindingFlags.Public | BindingFlags.Static).Select(f => (NoticeReason)f.GetValue(null)!).ToList();
        Assert.True(reasons.Count >= 18);
        Assert.All(reasons, r => Assert.DoesNotMatch(@"^(are|were|have|end|claim|look)\b|\b(they|their)\b", r.SaidOfOne));
        Assert.All(reasons, r => Assert.Equal(r.Said.Contains("{0}", StringComparison.Ordinal), r.SaidOfOne.Contains("{0}", StringComparison.Ordinal)));
        Assert.All(reasons, r => Assert.Equal(r.Said.Contains("{1}", StringComparison.Ordinal), r.SaidOfOne.Contains("{1}", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Clocks_units_ages_ends_weights_and_attributes_are_noted_by_service_and_reason()
    {
        await Accept(TelemetrySignal.Traces, Request(
            Otlp.Span(start: Otlp.Noon + 7_200_000_000_000),
            Otlp.Span(start: Otlp.Noon / 1_000_000),
            Otlp.Span(start: Otlp.Noon - (20UL * 86_400_000_000_000)),
            new ProtoMessage().Blob(1, Otlp.TraceId).Blob(2, Otlp.SpanId).Text(5, "x").Varint(6, 2).Fixed64(7, Otlp.Noon).Fixed64(8, ulong.MaxValue),
            Otlp.Span().Text(3, "ot=th:ffffffffffffff"),
            Otlp.Span().Attribute(9, "a", 1).Attribute(9, "a", 2),
            Otlp.Span(name: new string('n', 1025)),
            Otlp.Span().Attribute(9, "long", new string('v', 70_000))));

        Assert.Equal(
            ["attribute_twice", "clock_ahead", "name_cut", "no_duration", "older_than_kept", "value_cut", "weight_not_believed", "wrong_time_unit"],
            _board.All.Select(n => n.Reason).Order(StringComparer.Ordinal));
        Assert.All(_board.All, n => Assert.Equal(("shop", 1), (n.Service, n.Count)));
        Assert.Contains("1 span was dated 2 hours ahead", _board.All.Single(n => n.Reason == "clock_ahead").Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_sender_is_told_with_nothing_rejected_where_nothing_was()
    {
        var result = await Accept(TelemetrySignal.Traces, Request(Otlp.Span(start: Otlp.Noon + 3_600_000_000_000)));
        Assert.Equal((IntakeStatus.Accepted, 0), (result.Status, result.Rejected));
        Assert.Equal("shop: 1 span was dated an hour ahead of this server's clock: it counts when that time comes.", result.Message);
    }

    /// <summary>Told to come again, senders drop what they hold in the end.</summary>
    [Theory]
    [InlineData(IntakeStatus.Busy, "busy")]
    [InlineData(IntakeStatus.Unavailable, "unavailable")]
    public async Task A_request_that_is_to_come_again_is_noted_over_both_transports(IntakeStatus status, string reason)
    {
        await using var receivers = await Receivers.Start();
        receivers.Handler = (_, _) => Task.FromResult(new IntakeResult(status, 0, "The journal is behind."));
        await OtlpHttpTests.Send(receivers, "/v1/traces", []);
        await Assert.ThrowsAsync<RpcException>(() => OtlpGrpcTests.Call(receivers, []));
        var notice = Assert.Single(receivers.Board.All);
        Assert.Equal((reason, 2, NoticeBoard.Unknown), (notice.Reason, notice.Count, notice.Service));
        Assert.EndsWith(": The journal is behind", notice.Sentence, StringComparison.Ordinal);
    }

    /// <summary>What is true of one refused span is not said of another.</summary>
    [Fact]
    public async Task Each_refusal_has_a_sentence_of_its_own()
    {
        var result = await Accept(TelemetrySignal.Traces, Request(
            Otlp.Span(start: 0),
            new ProtoMessage().Blob(1, Otlp.TraceId).Text(5, "x").Fixed64(7, Otlp.Noon).Fixed64(8, Otlp.Noon),
            new ProtoMessage().Blob(1, Otlp.TraceId).Text(5, "x").Fixed64(7, Otlp.Noon).Fixed64(8, Otlp.Noon)));
        Assert.Equal("shop: 1 span was refused: a start time is missing or beyond the year 2262. shop: 2 spans were refused: a span id is not 8 bytes, or all zero.", result.Message);
        Assert.Equal([2, 1], _board.All.Select(n => n.Count).OrderDescending());
    }

    /// <summary>Without a start, a span has as little as a metric: its ids tell them apart.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_span_that_is_refused_is_not_taken_for_a_metric(bool nested)
    {
        var span = new ProtoMessage().Blob(1, Otlp.TraceId).Blob(2, Otlp.SpanId).Text(5, "x");
        var result = await Accept(TelemetrySignal.Traces, Request(nested ? span.Message(9, new ProtoMessage().Text(1, "k").Message(2, Otlp.Value("v"))) : span));
        Assert.Equal("shop: 1 span was refused: a start time is missing or beyond the year 2262.", result.Message);
    }

    [Theory]
    [InlineData(TelemetrySignal.Traces, "logs")]
    [InlineData(TelemetrySignal.Logs, "spans")]
    [InlineData(TelemetrySignal.Logs, "metrics")]
    [InlineData(TelemetrySignal.Metrics, "spans")]
    public async Task What_is_sent_to_the_path_of_another_signal_is_refused_by_its_looks(TelemetrySignal path, string sent)
    {
        var record = sent switch
        {
            "logs" => Otlp.Log(),
            "spans" => Otlp.Span(),
            _ => Otlp.Gauge("cart.size", Otlp.Point().Double(4, 1)),
        };
        var result = await Accept(path, Request(record));
        Assert.Contains($"These look like {sent}", result.Message, StringComparison.Ordinal);
        Assert.True(result.Rejected == 1 || result.Status == IntakeStatus.Invalid);
    }

    [Theory]
    [InlineData(new ulong[] { 1, 2, 3 }, new double[] { 2, 1 }, 6, "do not rise")]
    [InlineData(new ulong[] { 1, 2, 3 }, new double[] { 1, 2 }, 99, "do not add up")]
    [InlineData(new ulong[] { 1, 2, 3 }, new double[] { 1, double.PositiveInfinity }, 6, "not a number")]
    [InlineData(new ulong[] { ulong.MaxValue, 2 }, new double[] { 1 }, 1, "do not add up")]
    public async Task Impossible_histograms_are_refused(ulong[] buckets, double[] bounds, ulong count, string because)
    {
        var result = await Accept(TelemetrySignal.Metrics, Request(Otlp.Histogram("h", Otlp.Point().Fixed64(4, count).PackedFixed(6, buckets).PackedDoubles(7, bounds))));
        Assert.Equal(1, result.Rejected);
        Assert.Contains(because, result.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task So_is_one_whose_smallest_value_is_above_its_largest()
    {
        var point = Otlp.Point().Fixed64(4, 2).PackedFixed(6, [1, 1]).PackedDoubles(7, [1]).Double(11, 5).Double(12, 1);
        Assert.Contains("above its largest", (await Accept(TelemetrySignal.Metrics, Request(Otlp.Histogram("h", point)))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_span_in_a_second_batch_counts_once_and_a_log_without_a_time_is_never_a_repeat()
    {
        using var directory = new StoreDirectory();
        await using var store = directory.Open();
        var first = Otlp.Span();
        await StoreDirectory.Accept(store, Request(first));
        var again = await StoreDirectory.Accept(store, Request(first, Otlp.Span("other", Otlp.Noon + 1)));
        Assert.Contains("1 span was sent again", again.Message, StringComparison.Ordinal);
        Assert.Contains("1 span has the ids", again.Message, StringComparison.Ordinal);
        Assert.Equal(2L, Convert.ToInt64(StoreDirectory.Single(store, "SELECT sum(requests)::BIGINT FROM rollups"), null));

        var untimed = Request(new ProtoMessage().Varint(2, 9).Message(5, Otlp.Value("backup done"))).Bytes;
        for (var i = 0; i < 3; i++)
        {
            await StoreDirectory.Accept(store, untimed, TelemetrySignal.Logs);
        }

        Assert.Equal(3, StoreDirectory.Count(store, "logs"));
        using var crashed = directory.Crashed();
        await using var recovered = crashed.Open();
        Assert.Equal(3, StoreDirectory.Count(recovered, "logs"));
        Assert.Equal(2L, Convert.ToInt64(StoreDirectory.Single(recovered, "SELECT sum(requests)::BIGINT FROM rollups"), null));
    }

    [Fact]
    public void Entries_are_remembered_for_ten_minutes_and_as_many_as_there_is_room_for()
    {
        var recent = new RecentEntries(capacity: 5_000);
        var batches = new BatchReader();
        long CountOf(int from, int count, DateTimeOffset at)
        {
            using var batch = Read(batches, from, count, at);
            recent.Filter(batch.Summary, at);
            return batch.Summary.Requests.Count;
        }

        Assert.Equal(4_000, CountOf(0, 4_000, s_now));
        Assert.Equal(0, CountOf(0, 4_000, s_now.AddMinutes(9)));
        Assert.Equal(4_000, CountOf(0, 4_000, s_now.AddMinutes(11)));
        Assert.Equal(4_000, CountOf(4_000, 4_000, s_now.AddMinutes(12)));
        Assert.Equal(0, CountOf(4_000, 4_000, s_now.AddMinutes(12)));
        Assert.Equal(3_000, CountOf(0, 3_000, s_now.AddMinutes(12)));
    }

    private static Batch Read(BatchReader reader, int from, int count, DateTimeOffset at)
    {
        var request = Otlp.Request([.. Enumerable.Range(from, count).Select(i =>
            new ProtoMessage().Blob(1, Otlp.TraceId).Blob(2, [1, 2, 3, 4, .. BitConverter.GetBytes(i)]).Text(5, "x").Varint(6, 2).Fixed64(7, Otlp.Noon).Fixed64(8, Otlp.Noon + 1))]).Bytes;
        var buffer = new RequestBuffer(request.Length);
        buffer.Write(request);
        return reader.Read(TelemetrySignal.Traces, buffer, at);
    }

    private static ProtoMessage Request(params ProtoMessage[] records) => Otlp.Request(records);

    private async Task<IntakeResult> Accept(TelemetrySignal signal, ProtoMessage request)
    {
        var intake = new BatchIntake(
            (batch, _) =>
            {
                batch.Dispose();
                return Task.FromResult(new IntakeResult(IntakeStatus.Accepted, batch.Summary.Rejected));
            },
            new FakeTimeProvider(s_now),
            _board,
            _ => TimeSpan.FromDays(14));
        var buffer = new RequestBuffer(request.Bytes.Length);
        buffer.Write(request.Bytes);
        return await intake.Accept(signal, buffer, TestContext.Current.CancellationToken);
    }
}
