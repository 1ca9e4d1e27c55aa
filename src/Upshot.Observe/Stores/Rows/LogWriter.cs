using System.Buffers.Binary;
using Upshot.Observe.Otlp;

namespace Upshot.Observe.Stores.Rows;

/// <summary>Log records as rows.</summary>
internal sealed class LogWriter(TableSchema schema) : RowWriter
{
    private readonly AttributeWriter _attributes = new(schema, LogSchema.Attributes);
    private readonly JsonText _json = new();

    public override bool Write(in RecordPlace place, ColumnChunk chunk)
    {
        var readsAttributes = chunk.ReadsFrom(LogSchema.Attributes);
        var log = default(LogFields);
        var wire = new Wire(place.Record);
        while (wire.Next())
        {
            if (wire.Tag == LogFields.Attribute && readsAttributes)
            {
                _attributes.Add(wire.Bytes(), chunk);
            }
            else
            {
                log.Take(ref wire);
            }
        }

        _attributes.End(chunk);
        if (log.Refusal() is not null)
        {
            chunk.ForgetRow();
            return false;
        }

        WriteFields(log, place, chunk);
        if (chunk.Reads(LogSchema.Body))
        {
            WriteBody(log.BodyValue, chunk);
        }

        ResourceWriter.Write(place, LogSchema.Service, LogSchema.Version, chunk);
        chunk.NextRow();
        return true;
    }

    private static void WriteFields(in LogFields log, in RecordPlace place, ColumnChunk chunk)
    {
        var time = log.Time(place.ReceivedAt);
        chunk.SetInteger(LogSchema.Time, (long)time);
        chunk.SetInteger(LogSchema.ObservedDelay, (long)log.Observed(place.ReceivedAt) - (long)time);
        if (log.HasTraceId)
        {
            var id = log.TraceId.Span;
            chunk.SetUuid(LogSchema.TraceId, BinaryPrimitives.ReadUInt64BigEndian(id), BinaryPrimitives.ReadUInt64BigEndian(id[8..]));
        }

        if (log.HasSpanId)
        {
            chunk.SetInteger(LogSchema.SpanId, BinaryPrimitives.ReadInt64BigEndian(log.SpanId.Span));
        }

        if (log.Severity > 0)
        {
            chunk.SetByte(LogSchema.Severity, log.Severity);
        }

        AttributeWriter.SetTextIfAny(chunk, LogSchema.SeverityText, log.SeverityText);
        AttributeWriter.SetTextIfAny(chunk, LogSchema.EventName, log.EventName);
        if (log.Flags > 0)
        {
            chunk.SetInteger(LogSchema.Flags, log.Flags);
        }

        if (log.DroppedAttributes > 0)
        {
            chunk.SetInteger(LogSchema.DroppedAttributes, (long)Math.Min(log.DroppedAttributes, long.MaxValue));
        }
    }

    private void WriteBody(Slice value, ColumnChunk chunk)
    {
        if (AnyValue.TryText(value, out var text))
        {
            AttributeWriter.SetText(chunk, LogSchema.Body, text);
        }
        else if (value.Length > 0)
        {
            _json.Clear();
            _json.Value(value);
            chunk.CopyText(LogSchema.Body, _json.Written);
        }
    }
}
