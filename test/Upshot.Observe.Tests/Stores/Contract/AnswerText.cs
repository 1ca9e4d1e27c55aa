using System.Text.Json;
using System.Text.Json.Serialization;
using Upshot.Evidence;
using Upshot.Observe.Stores;
using Upshot.Observe.Stores.Questions;

namespace Upshot.Observe.Tests.Stores.Contract;

/// <summary>Answers as text, so that two stores' can be compared whole.</summary>
internal static class AnswerText
{
    private static readonly JsonSerializerOptions s_json = new() { WriteIndented = true, NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals, Converters = { new Histogram() } };

    public static async Task<string> Of(ITelemetryStore store, object question)
    {
        // What a store may know better than another is left out: bytes, where records stand, and the last digits of what lies between two values.
        object? answer = question switch
        {
            ObjectiveQuestion q => await store.AskAsync(q, Stop),
            BlockQuestion q => await store.AskAsync(q, Stop),
            LifeQuestion q => await store.AskAsync(q, Stop),
            SamplingQuestion q => await store.AskAsync(q, Stop),
            OutcomeQuestion q => await store.AskAsync(q, Stop),
            ReleaseSplitQuestion q => await store.AskAsync(q, Stop),
            VariantSplitQuestion q => await store.AskAsync(q, Stop),
            SignalSeriesQuestion q => await store.AskAsync(q, Stop),
            EvaluationQuestion q => await store.AskAsync(q, Stop),
            FlagQuestion q => await store.AskAsync(q, Stop),
            WindowQuestion q => await store.AskAsync(q, Stop),
            TrafficQuestion q => await store.AskAsync(q, Stop),
            VersionQuestion q => await store.AskAsync(q, Stop),
            RouteQuestion q => await store.AskAsync(q, Stop),
            ProcessQuestion q => await store.AskAsync(q, Stop),
            EntrySpanQuestion q => await store.AskAsync(q, Stop),
            RecordQuestion q => await store.AskAsync(q, Stop),
            TraceQuestion q => await store.AskAsync(q, Stop) is { } trace ? Ordered(trace) : null,
            OperationTraceQuestion q => (await store.AskAsync(q, Stop)).Select(t => t with
            {
                Spans = [.. t.Spans.Select(s => s with { Span = Ordered(s.Span) })
                .OrderBy(s => s.Span.StartNanos).ThenBy(s => s.Span.SpanId, StringComparer.Ordinal).ThenBy(s => s.Span.Kind, StringComparer.Ordinal).ThenBy(s => s.Span.DurationNanos).ThenBy(s => s.Span.ParentSpanId, StringComparer.Ordinal)]
            }),
            TraceSampleQuestion q => (await store.AskAsync(q, Stop)).Select(Ordered),
            TraceSearch q => await store.AskAsync(q, Stop),
            SpanDetailQuestion q => (await store.AskAsync(q, Stop)).Select(d => d with { Attributes = new SortedDictionary<string, string>(d.Attributes.ToDictionary(), StringComparer.Ordinal) })
                .OrderBy(d => d.SpanId, StringComparer.Ordinal).ThenBy(d => d.Kind, StringComparer.Ordinal).ThenBy(d => d.StartNanos),
            SpanSearch q => (await store.AskAsync(q, Stop)).Select(s => s with { Status = s.Status == "error" ? "error" : "", Attributes = Sorted(s.Attributes) }),
            LogSearch q => (await store.AskAsync(q, Stop)).Select(l => l with { SeverityText = "", Attributes = Sorted(l.Attributes) }),
            RecordSummaryQuestion q => await store.AskAsync(q, Stop),
            MetricNameQuestion q => await store.AskAsync(q, Stop),
            MetricPointQuestion q => (await store.AskAsync(q, Stop)).Select(p => p with { Series = "" }),
            CallQuestion q => (await store.AskAsync(q, Stop)).Select(c => c with { P50Millis = Math.Round(c.P50Millis, 6), P95Millis = Math.Round(c.P95Millis, 6) }),
            SignalUseQuestion q => (await store.AskAsync(q, Stop)).Select(u => u with { Bytes = 0, AllBytes = 0 }),
            SignalValuesQuestion q => (await store.AskAsync(q, Stop)).Select(v => v with { P50 = Math.Round(v.P50, 6), P95 = Math.Round(v.P95, 6), P99 = Math.Round(v.P99, 6) }),
            CostQuestion q => (await store.AskAsync(q, Stop)).Select(c => c with { Cost = Math.Round(c.Cost, 6) }),
            SizeQuestion q => (await store.AskAsync(q, Stop)).Signals.Select(s => (s.Signal, s.SealedRecords + s.UnsealedRecords).ToString()),
            _ => throw new NotSupportedException($"{question.GetType().Name} has no line here."),
        };
        return JsonSerializer.Serialize(answer, s_json);
    }

    private static SortedDictionary<string, string> Sorted(IReadOnlyDictionary<string, string> attributes) => new(attributes.ToDictionary(), StringComparer.Ordinal);

    // Attributes have no order.
    private static TraceEvidence Ordered(TraceEvidence trace) =>
        trace with { Spans = [.. trace.Spans.Select(Ordered)] };

    private static SpanEvidence Ordered(SpanEvidence span) => span with { Attributes = new SortedDictionary<string, string>(span.Attributes.ToDictionary(), StringComparer.Ordinal) };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private sealed class Histogram : JsonConverter<ExponentialHistogram>
    {
        public override ExponentialHistogram Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) => throw new NotSupportedException();

        public override void Write(Utf8JsonWriter writer, ExponentialHistogram value, JsonSerializerOptions options) =>
            writer.WriteStringValue($"{value.ZeroCount}; {string.Join(' ', value.Buckets())}");
    }
}
