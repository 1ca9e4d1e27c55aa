using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;
using Upshot.Observe.Otlp;
using Upshot.Observe.Stores.Rows;

namespace Upshot.Observe.Stores.DuckDb.Backfill;

/// <summary>What tells a stored record from all others: it is computed alike from a request and from a row.</summary>
/// <param name="Ordinal">Which of its request's records it is, in their order.</param>
/// <param name="Group">By what rows are looked up: the trace of a span, the series of a data point, the service of a log record.</param>
/// <param name="Time">When a span started, in Unix nanoseconds.</param>
internal readonly record struct RecordKey(int Ordinal, UInt128 Hash, string Group, long Time = 0);

/// <summary>
/// The keys of a request's records: of a span its trace, id, kind and start; of a data point its series and time; of a log record all that the row says
/// of it but its attributes. What is refused has none.
/// </summary>
internal static class RecordKeys
{
    public static List<RecordKey> Of(TelemetrySignal signal, RequestBytes request, RecordReader reader) => signal switch
    {
        TelemetrySignal.Traces => Spans(request, reader),
        TelemetrySignal.Metrics => Points(request, reader),
        _ => Logs(request, reader),
    };

    public static UInt128 OfSpan(Guid trace, ulong id, long start, byte kind)
    {
        Span<byte> bytes = stackalloc byte[33];
        trace.TryWriteBytes(bytes, bigEndian: true, out _);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[16..], id);
        BinaryPrimitives.WriteInt64BigEndian(bytes[24..], start);
        bytes[32] = kind;
        return XxHash128.HashToUInt128(bytes);
    }

    public static UInt128 OfPoint(ulong series, long time) => new(series, (ulong)time);

    public static UInt128 OfLog(long time, string service, byte severity, Guid trace, ulong span, ReadOnlySpan<byte> eventName, ReadOnlySpan<byte> body)
    {
        var hash = new XxHash128();
        Span<byte> numbers = stackalloc byte[33];
        BinaryPrimitives.WriteInt64BigEndian(numbers, time);
        trace.TryWriteBytes(numbers[8..], bigEndian: true, out _);
        BinaryPrimitives.WriteUInt64BigEndian(numbers[24..], span);
        numbers[32] = severity;
        hash.Append(numbers);
        foreach (var text in new[] { Encoding.UTF8.GetBytes(service), eventName.ToArray(), body.ToArray() })
        {
            BinaryPrimitives.WriteInt32BigEndian(numbers, text.Length);
            hash.Append(numbers[..4]);
            hash.Append(text);
        }

        return hash.GetCurrentHashAsUInt128();
    }

    private static List<RecordKey> Spans(RequestBytes request, RecordReader reader)
    {
        var keys = new List<RecordKey>();
        var ordinal = 0;
        foreach (var place in reader.Records(request))
        {
            var span = default(SpanFields);
            Take(place.Record, ref span);
            if (span.Refusal() is null)
            {
                var trace = new Guid(span.TraceId.Span, bigEndian: true);
                keys.Add(new(ordinal, OfSpan(trace, BinaryPrimitives.ReadUInt64BigEndian(span.Id.Span), (long)span.Start, span.Kind), trace.ToString(), (long)span.Start));
            }

            ordinal++;
        }

        return keys;
    }

    private static void Take(Slice record, ref SpanFields span)
    {
        var wire = new Wire(record);
        while (wire.Next())
        {
            span.Take(ref wire);
        }
    }

    private static List<RecordKey> Points(RequestBytes request, RecordReader reader)
    {
        var keys = new List<RecordKey>();
        var ordinal = 0;
        foreach (var place in reader.Records(request))
        {
            var metric = place.Metric!;
            var (point, series) = (new PointFields { Message = place.Record }, default(SeriesHash));
            Take(place.Record, metric.Kind, ref point, ref series);
            if (point.Refusal(metric) is null)
            {
                var identity = series.With(metric);
                keys.Add(new(ordinal, OfPoint(identity, (long)point.Time), identity.ToString(System.Globalization.CultureInfo.InvariantCulture)));
            }

            ordinal++;
        }

        return keys;
    }

    private static void Take(Slice record, MetricKind kind, ref PointFields point, ref SeriesHash series)
    {
        var attribute = PointFields.AttributeTag(kind);
        var wire = new Wire(record);
        while (wire.Next())
        {
            if (wire.Tag == attribute)
            {
                series.Add(wire.Bytes());
            }
            else
            {
                point.Take(kind, ref wire);
            }
        }
    }

    private static List<RecordKey> Logs(RequestBytes request, RecordReader reader)
    {
        var keys = new List<RecordKey>();
        var json = new JsonText();
        var ordinal = 0;
        foreach (var place in reader.Records(request))
        {
            var log = Fields(place.Record);
            if (log.Refusal() is null)
            {
                var (trace, span) = (log.HasTraceId ? new Guid(log.TraceId.Span, bigEndian: true) : Guid.Empty, log.HasSpanId ? BinaryPrimitives.ReadUInt64BigEndian(log.SpanId.Span) : 0);
                keys.Add(new(ordinal, OfLog((long)log.Time(place.ReceivedAt), place.Resource.Service, log.Severity, trace, span, Plain(log.EventName.Span), Body(log.BodyValue, json)), place.Resource.Service));
            }

            ordinal++;
        }

        return keys;
    }

    private static LogFields Fields(Slice record)
    {
        var log = default(LogFields);
        var wire = new Wire(record);
        while (wire.Next())
        {
            log.Take(ref wire);
        }

        return log;
    }

    private static byte[] Body(Slice value, JsonText json)
    {
        if (AnyValue.TryText(value, out var text))
        {
            return Plain(text.Span);
        }

        json.Clear();
        if (value.Length > 0)
        {
            json.Value(value);
        }

        return Plain(json.Written);
    }

    /// <summary>As a row has it: bytes that are no UTF-8 are U+FFFD there.</summary>
    private static byte[] Plain(ReadOnlySpan<byte> text) => Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(text));
}
