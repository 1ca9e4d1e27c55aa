using System.Buffers.Binary;
using Upshot.Observe.Otlp;
using Upshot.Observe.Policy;

namespace Upshot.Observe.Stores.Rows;

/// <summary>Spans as rows.</summary>
internal sealed class SpanWriter(TableSchema schema, OperationMatcher operations) : RowWriter
{
    private readonly AttributeWriter _attributes = new(schema, SpanSchema.Attributes);
    private readonly JsonText _json = new();

    public override bool Write(in RecordPlace place, ColumnChunk chunk)
    {
        var record = place.Record;
        var readsAttributes = chunk.ReadsFrom(SpanSchema.Operation);
        var span = default(SpanFields);
        Slice route = default, method = default;
        var wire = new Wire(record);
        while (wire.Next())
        {
            switch (wire.Tag)
            {
                case SpanFields.Attribute when readsAttributes:
                    var attribute = wire.Bytes();
                    _attributes.Add(attribute, chunk);
                    if (chunk.Reads(SpanSchema.Operation))
                    {
                        var (key, value) = KeyValue.Read(attribute);
                        HttpNames.Take(key, value, ref route, ref method);
                    }

                    break;
                case SpanFields.Event:
                    span.HasEvents = true;
                    wire.Skip();
                    break;
                case SpanFields.Link:
                    span.HasLinks = true;
                    wire.Skip();
                    break;
                default:
                    span.Take(ref wire);
                    break;
            }
        }

        _attributes.End(chunk);
        if (span.Refusal() is not null)
        {
            chunk.ForgetRow();
            return false;
        }

        WriteFields(span, chunk);
        ResourceWriter.Write(place, SpanSchema.Service, SpanSchema.Version, chunk);
        if (span.IsEntry && chunk.Reads(SpanSchema.Operation))
        {
            var operation = operations.Match(place.Resource, new(span.Name, route, method, span.Kind, record));
            if (operation >= 0)
            {
                AttributeWriter.SetText(chunk, SpanSchema.Operation, operations.NameTexts[operation]);
            }
        }

        if (span.HasEvents && chunk.Reads(SpanSchema.Events))
        {
            SpanEvents.Write(record, _json);
            chunk.CopyText(SpanSchema.Events, _json.Written);
        }

        if (span.HasLinks && chunk.Reads(SpanSchema.Links))
        {
            SpanLinks.Write(record, _json);
            chunk.CopyText(SpanSchema.Links, _json.Written);
        }

        chunk.NextRow();
        return true;
    }

    private static void WriteFields(in SpanFields span, ColumnChunk chunk)
    {
        var traceId = span.TraceId.Span;
        chunk.SetUuid(SpanSchema.TraceId, BinaryPrimitives.ReadUInt64BigEndian(traceId), BinaryPrimitives.ReadUInt64BigEndian(traceId[8..]));
        chunk.SetInteger(SpanSchema.SpanId, BinaryPrimitives.ReadInt64BigEndian(span.Id.Span));
        if (!span.IsRoot)
        {
            chunk.SetInteger(SpanSchema.ParentSpanId, BinaryPrimitives.ReadInt64BigEndian(span.Parent.Span));
        }

        chunk.SetInteger(SpanSchema.StartTime, (long)span.Start);
        chunk.SetInteger(SpanSchema.Duration, span.HasDuration ? span.DurationNanos : SpanSchema.NoDuration);
        AttributeWriter.SetText(chunk, SpanSchema.Name, span.Name);
        chunk.SetByte(SpanSchema.Kind, span.Kind);
        chunk.SetByte(SpanSchema.Status, span.Status);
        AttributeWriter.SetTextIfAny(chunk, SpanSchema.StatusMessage, span.StatusMessage);
        WriteTraceState(span.TraceState, chunk);
        chunk.SetDouble(SpanSchema.AdjustedCount, TraceState.AdjustedCount(span.TraceState.Span, span.TraceId.Span));
    }

    private static void WriteTraceState(Slice state, ColumnChunk chunk)
    {
        if (state.Span.IndexOf(TraceState.Ours) < 0)
        {
            AttributeWriter.SetTextIfAny(chunk, SpanSchema.TraceState, state);
        }
        else if (chunk.Reads(SpanSchema.TraceState) && TraceState.WithoutOurs(state.Span) is { Length: > 0 } others)
        {
            chunk.CopyText(SpanSchema.TraceState, others);
        }
    }
}
