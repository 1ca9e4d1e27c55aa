namespace Upshot.Observe.Otlp;

/// <summary>A data point's exemplars as one JSON array: <c>[{"time_unix_nano":…,"value":…,"trace_id":…,"span_id":…,"attributes":{…}}]</c>, ids in hex.</summary>
internal static class Exemplars
{
    public const int Attributes = 7;

    public static void Check(Slice exemplar)
    {
        var wire = new Wire(exemplar);
        while (wire.Next())
        {
            if (wire.Tag == ((Attributes << 3) | 2))
            {
                AnyValue.CheckAttribute(wire.Bytes());
            }
            else
            {
                wire.Skip();
            }
        }
    }

    /// <param name="tag">Where exemplars stand in this kind of data point.</param>
    public static void Write(Slice point, uint tag, JsonText json)
    {
        json.Clear();
        json.Raw((byte)'[');
        var wire = new Wire(point);
        while (wire.Next())
        {
            if (wire.Tag != tag)
            {
                wire.Skip();
                continue;
            }

            if (json.Length > 1)
            {
                json.Raw((byte)',');
            }

            WriteOne(wire.Bytes(), json);
        }

        json.Raw((byte)']');
    }

    private static void WriteOne(Slice exemplar, JsonText json)
    {
        Slice traceId = default, spanId = default;
        ulong time = 0;
        double? number = null;
        long? integer = null;
        var wire = new Wire(exemplar);
        while (wire.Next())
        {
            switch (wire.Tag)
            {
                case (2 << 3) | 1:
                    time = wire.Fixed64();
                    break;
                case (3 << 3) | 1:
                    (number, integer) = (BitConverter.UInt64BitsToDouble(wire.Fixed64()), null);
                    break;
                case (4 << 3) | 2:
                    spanId = wire.Bytes();
                    break;
                case (5 << 3) | 2:
                    traceId = wire.Bytes();
                    break;
                case (6 << 3) | 1:
                    (number, integer) = (null, (long)wire.Fixed64());
                    break;
                default:
                    wire.Skip();
                    break;
            }
        }

        json.Raw("{\"time_unix_nano\":"u8);
        json.Number((long)Math.Min(time, long.MaxValue));
        json.Raw(",\"value\":"u8);
        WriteValue(number, integer, json);
        WriteId(",\"trace_id\":"u8, traceId, json);
        WriteId(",\"span_id\":"u8, spanId, json);
        JsonAttributes.Write(exemplar, Attributes, json);
        json.Raw((byte)'}');
    }

    private static void WriteValue(double? number, long? integer, JsonText json)
    {
        if (integer is { } whole)
        {
            json.Number(whole);
        }
        else if (number is { } value)
        {
            json.Number(value);
        }
        else
        {
            json.Raw("null"u8);
        }
    }

    private static void WriteId(ReadOnlySpan<byte> member, Slice id, JsonText json)
    {
        if (id.Length > 0)
        {
            json.Raw(member);
            json.HexText(id.Span);
        }
    }
}
