using System.Diagnostics;
using System.Text;
using OpenTelemetry.Trace;
using Upshot.Instrument.Sampling;
using Upshot.Observe.Otlp;

namespace Upshot.Instrument.Tests.Runtime;

[Collection(nameof(Alone))]
public sealed class SamplingTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(0.5)]
    [InlineData(1.0 / 3)]
    [InlineData(0.1)]
    [InlineData(0.001)]
    public void The_reader_weighs_a_kept_trace_by_exactly_one_over_the_probability(double probability)
    {
        var kept = Ask(new ConsistentSampler(probability), IdOf(ulong.MaxValue));

        Assert.Equal(SamplingDecision.RecordAndSample, kept.Decision);
        var weight = TraceState.AdjustedCount(Encoding.ASCII.GetBytes(kept.TraceStateString!), Bytes(IdOf(ulong.MaxValue)));

        // Thresholds have 56 bits: what is left is their rounding.
        Assert.Equal(1, weight * probability, Math.Pow(2, -56) / probability + 1e-15);
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(0.1)]
    [InlineData(0.01)]
    public void The_weights_of_kept_traces_sum_to_all_traces(double probability)
    {
        const int traces = 200_000;
        var (sampler, random, sum) = (new ConsistentSampler(probability), new Random(42), 0.0);
        for (var i = 0; i < traces; i++)
        {
            var id = IdOf((ulong)random.NextInt64());
            var result = Ask(sampler, id);
            sum += result.Decision == SamplingDecision.RecordAndSample ? TraceState.AdjustedCount(Encoding.ASCII.GetBytes(result.TraceStateString!), Bytes(id)) : 0;
        }

        // Binomial: four standard deviations.
        Assert.Equal(traces, sum, 4 * Math.Sqrt(traces * (1 - probability) / probability));
    }

    [Fact]
    public void A_trace_that_a_small_probability_keeps_is_kept_by_every_larger_one()
    {
        var (small, large, random) = (new ConsistentSampler(0.05), new ConsistentSampler(0.2), new Random(7));
        var ids = Enumerable.Range(0, 20_000).Select(_ => IdOf((ulong)random.NextInt64())).ToList();
        var kept = ids.Where(id => Ask(small, id).Decision == SamplingDecision.RecordAndSample).ToList();

        Assert.NotEmpty(kept);
        Assert.All(kept, id => Assert.Equal(SamplingDecision.RecordAndSample, Ask(large, id).Decision));
    }

    [Fact]
    public void Nothing_is_kept_at_zero_and_all_at_one()
    {
        Assert.Equal(SamplingDecision.Drop, Ask(new ConsistentSampler(0), IdOf(ulong.MaxValue)).Decision);
        Assert.Equal(SamplingDecision.RecordAndSample, Ask(new ConsistentSampler(1), IdOf(0)).Decision);
        Assert.Equal("ot=th:0", Ask(new ConsistentSampler(1), IdOf(0)).TraceStateString);
    }

    [Theory]
    [InlineData(ActivityTraceFlags.Recorded, SamplingDecision.RecordAndSample)]
    [InlineData(ActivityTraceFlags.None, SamplingDecision.Drop)]
    public void Below_a_parent_its_decision_and_its_threshold_stand(ActivityTraceFlags flags, SamplingDecision decision)
    {
        var parent = new ActivityContext(IdOf(1), ActivitySpanId.CreateRandom(), flags, "ot=th:8,other=1", isRemote: true);
        var result = new ConsistentSampler(0.001).ShouldSample(new SamplingParameters(parent, parent.TraceId, "x", ActivityKind.Server));

        Assert.Equal(decision, result.Decision);
        Assert.Null(result.TraceStateString);
    }

    [Theory]
    [InlineData(null, "ot=th:8")]
    [InlineData("", "ot=th:8")]
    [InlineData("a=1,b=2", "ot=th:8,a=1,b=2")]
    [InlineData("a=1,ot=rv:ffffffffffffff;th:4;x:y,b=2", "ot=th:8;rv:ffffffffffffff;x:y,a=1,b=2")]
    public void The_threshold_stands_first_and_other_members_stay(string? before, string after) =>
        Assert.Equal(after, OtelTraceState.WithThreshold(before, "8"));

    [Theory]
    [InlineData("ot=rv:0123456789abcd", 0x0123456789abcdUL)]
    [InlineData("a=1, ot=th:0;rv:ffffffffffffff", 0xffffffffffffffUL)]
    [InlineData("ot=rv:123", null)]
    [InlineData("ot=rv:0123456789abcg", null)]
    [InlineData("rv:0123456789abcd", null)]
    public void Randomness_is_explicit_or_the_trace_ids(string state, ulong? expected) => Assert.Equal(expected, OtelTraceState.Randomness(state));

    [Fact]
    public async Task The_server_counts_all_requests_of_which_a_tenth_was_sent()
    {
        const int requests = 3000;
        await using var receiver = await Receiver.StartAsync();
        using var source = new ActivitySource("sampling test");
        await using var app = await Application.StartAsync(receiver.Settings, options =>
        {
            options.SamplingProbability = 0.1;
            options.Sources.Add(source.Name);
        });
        for (var i = 0; i < requests; i++)
        {
            using var request = source.StartActivity("request", ActivityKind.Server);
            using var child = source.StartActivity("child");
            if (i % 500 == 499)
            {
                app.Flush();
            }
        }

        app.Flush();
        var kept = int.Parse(receiver.Ask("SELECT count(*) FROM spans WHERE name = 'request'")[0], System.Globalization.CultureInfo.InvariantCulture);
        Assert.InRange(kept, 300 - 66, 300 + 66);
        Assert.Equal([$"child {kept} {kept * 10}", $"request {kept} {kept * 10}"], receiver.Ask("SELECT concat_ws(' ', name, count(*), round(sum(adjusted_count))::BIGINT) FROM spans WHERE name IN ('child', 'request') GROUP BY name ORDER BY name"));
        var counted = double.Parse(receiver.Ask("SELECT sum(requests) FROM rollups WHERE route = 'request'")[0], System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal(kept * 10, counted, kept * 0.001);
    }

    private static SamplingResult Ask(Sampler sampler, ActivityTraceId id) => sampler.ShouldSample(new SamplingParameters(default, id, "x", ActivityKind.Server));

    /// <summary>The last 56 bits decide; the others are somebody else's.</summary>
    private static ActivityTraceId IdOf(ulong low) => ActivityTraceId.CreateFromBytes(BytesOf(low));

    private static byte[] Bytes(ActivityTraceId id)
    {
        var bytes = new byte[16];
        id.CopyTo(bytes);
        return bytes;
    }

    private static byte[] BytesOf(ulong low)
    {
        var bytes = new byte[16];
        bytes[0] = 1;
        System.Buffers.Binary.BinaryPrimitives.WriteUInt64BigEndian(bytes.AsSpan(8), low);
        return bytes;
    }
}
