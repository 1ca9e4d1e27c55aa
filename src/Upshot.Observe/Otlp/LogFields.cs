namespace Upshot.Observe.Otlp;

/// <summary>The fields of one log record, found but not copied. Source: opentelemetry-proto, logs.proto.</summary>
internal struct LogFields
{
    public const uint Body = (5 << 3) | 2, Attribute = (6 << 3) | 2;

    public Slice SeverityText, BodyValue, TraceId, SpanId, EventName;
    public ulong RecordTime, ObservedTime, DroppedAttributes;
    public uint Flags;
    public byte Severity;

    /// <summary>A record has no such field: the message is of another kind.</summary>
    public bool IsAnother;

    /// <summary>Takes the field that <paramref name="wire"/> stands at; attributes are the caller's.</summary>
    public void Take(ref Wire wire)
    {
        switch (wire.Tag)
        {
            case (1 << 3) | 1:
                RecordTime = wire.Fixed64();
                break;
            case (2 << 3) | 0:
                var severity = wire.Varint();
                Severity = severity <= 24 ? (byte)severity : (byte)0;
                break;
            case (3 << 3) | 2:
                SeverityText = wire.Bytes();
                break;
            case Body:
                BodyValue = wire.Bytes();
                break;
            case (7 << 3) | 0:
                DroppedAttributes = wire.Varint();
                break;
            case (8 << 3) | 5:
                Flags = wire.Fixed32();
                break;
            case (9 << 3) | 2:
                TraceId = wire.Bytes();
                break;
            case (10 << 3) | 2:
                SpanId = wire.Bytes();
                break;
            case (11 << 3) | 1:
                ObservedTime = wire.Fixed64();
                break;
            case (12 << 3) | 2:
                EventName = wire.Bytes();
                break;
            case (1 << 3) | 2:
                IsAnother = true;
                wire.Skip();
                break;
            default:
                wire.Skip();
                break;
        }
    }

    /// <summary>Whether it says when: what says nothing is as new as its request.</summary>
    public readonly bool HasTime => RecordTime != 0 || ObservedTime != 0;

    /// <summary>When it happened, else when it was observed, else when it came here.</summary>
    public readonly ulong Time(long receivedAt) => RecordTime != 0 ? RecordTime : Observed(receivedAt);

    public readonly ulong Observed(long receivedAt) => ObservedTime != 0 ? ObservedTime : RecordTime != 0 ? RecordTime : (ulong)receivedAt;

    /// <summary>Ids of a wrong length, or all zero, mean that the record belongs to no trace, says the protocol.</summary>
    public readonly bool HasTraceId => TraceId.Length == 16 && TraceId.Span.IndexOfAnyExcept((byte)0) >= 0;

    public readonly bool HasSpanId => SpanId.Length == 8 && SpanId.Span.IndexOfAnyExcept((byte)0) >= 0;

    /// <summary>Why the record cannot be stored; null when it can.</summary>
    public readonly string? Refusal() =>
        IsAnother ? "it is no log record" : Math.Max(RecordTime, ObservedTime) > long.MaxValue ? "the time of a log record is beyond the year 2262" : null;
}
