using System.Buffers.Binary;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using Upshot.Observe.Otlp;

namespace Upshot.Observe.Receive.Inspection;

/// <summary>ExportTraceServiceRequest, looked at at the door: its entry spans are the requests to count; no allocation for a span.</summary>
internal static class SpanInspector
{
    public static void Inspect(in RequestBytes request, ResourceCache resources, BatchSummary summary)
    {
        var cursor = new RecordCursor(request.Bytes, resources);
        while (cursor.Next())
        {
            Inspect(cursor.Record, cursor.Resource, summary);
        }
    }

    private static void Inspect(Slice record, ResourceInfo resource, BatchSummary summary)
    {
        var span = default(SpanFields);
        Slice route = default, method = default;
        var keys = default(RepeatedKeys);
        bool hasLong = false, isCut = false;
        var wire = new Wire(record);
        while (wire.Next())
        {
            switch (wire.Tag)
            {
                case SpanFields.Attribute:
                    var (key, value) = KeyValue.Read(wire.Bytes());
                    AnyValue.Check(value);
                    keys.Add(key);
                    hasLong |= value.Length > Cut.MaxValue;
                    isCut |= HttpNames.Take(key, value, ref route, ref method);
                    break;
                case SpanFields.Event:
                    CheckAttributes(wire.Bytes(), 3);
                    break;
                case SpanFields.Link:
                    CheckAttributes(wire.Bytes(), 4);
                    break;
                default:
                    span.Take(ref wire);
                    break;
            }
        }

        if (span.Refusal() is { } refusal)
        {
            summary.Reject(refusal, resource);
            return;
        }

        summary.Record((long)span.Start, resource);
        AttributeNotes.Take(record, SpanFields.Attribute, keys, hasLong, resource, summary);
        var adjusted = TraceState.AdjustedCount(span.TraceState.Span, span.TraceId.Span, out var isBelieved);
        if (isCut || span.NameIsCut || !isBelieved || !span.HasDuration)
        {
            Note(span, isCut, isBelieved, resource, summary.Notes);
        }

        if (span.IsEntry)
        {
            var id = BinaryPrimitives.ReadUInt64BigEndian(span.Id.Span);
            summary.Requests.Add(new(resource, new(span.Name, route, method, span.Kind, record), (long)span.Start, span.DurationNanos, span.Status == 2, WholeCount(adjusted, id), HasDuration: span.HasDuration, Key: KeyOf(span)));
        }
    }

    private static ulong KeyOf(in SpanFields span)
    {
        var trace = span.TraceId.Span;
        ReadOnlySpan<ulong> parts = [BinaryPrimitives.ReadUInt64BigEndian(trace), BinaryPrimitives.ReadUInt64BigEndian(trace[8..]), BinaryPrimitives.ReadUInt64BigEndian(span.Id.Span), span.Start, span.Kind];
        return XxHash3.HashToUInt64(MemoryMarshal.AsBytes(parts));
    }

    private static void Note(in SpanFields span, bool routeIsCut, bool isBelieved, ResourceInfo resource, IntakeNotes notes)
    {
        if (routeIsCut || span.NameIsCut)
        {
            notes.Add(resource.Service, NoticeReason.NameCut);
        }

        if (!isBelieved)
        {
            notes.Add(resource.Service, NoticeReason.Weight);
        }

        if (!span.HasDuration)
        {
            notes.Add(resource.Service, NoticeReason.NoDuration);
        }
    }

    /// <summary>Counts are whole: the fraction of an adjusted count is rounded by the span's own random id, which has no bias.</summary>
    private static long WholeCount(double adjusted, ulong spanId)
    {
        var whole = (long)adjusted;
        return adjusted == whole ? whole : whole + ((spanId >> 11) * (1.0 / (1UL << 53)) < adjusted - whole ? 1 : 0);
    }

    private static void CheckAttributes(Slice message, int field)
    {
        var wire = new Wire(message);
        while (wire.Next())
        {
            if (wire.Tag == (uint)((field << 3) | 2))
            {
                AnyValue.CheckAttribute(wire.Bytes());
            }
            else
            {
                wire.Skip();
            }
        }
    }
}
