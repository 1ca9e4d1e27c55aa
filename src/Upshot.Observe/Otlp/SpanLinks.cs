namespace Upshot.Observe.Otlp;

/// <summary>A span's links as one JSON array: <c>[{"trace_id":…,"span_id":…,"attributes":{…}}]</c>, ids in hex.</summary>
internal static class SpanLinks
{
    public static void Write(Slice span, JsonText json)
    {
        json.Clear();
        json.Raw((byte)'[');
        var wire = new Wire(span);
        while (wire.Next())
        {
            if (wire.Tag != ((13 << 3) | 2))
            {
                wire.Skip();
                continue;
            }

            if (json.Length > 1)
            {
                json.Raw((byte)',');
            }

            WriteLink(wire.Bytes(), json);
        }

        json.Raw((byte)']');
    }

    private static void WriteLink(Slice message, JsonText json)
    {
        Slice traceId = default, spanId = default;
        var wire = new Wire(message);
        while (wire.Next())
        {
            switch (wire.Tag)
            {
                case (1 << 3) | 2:
                    traceId = wire.Bytes();
                    break;
                case (2 << 3) | 2:
                    spanId = wire.Bytes();
                    break;
                default:
                    wire.Skip();
                    break;
            }
        }

        json.Raw("{\"trace_id\":"u8);
        json.HexText(traceId.Span);
        json.Raw(",\"span_id\":"u8);
        json.HexText(spanId.Span);
        JsonAttributes.Write(message, 4, json);
        json.Raw((byte)'}');
    }
}
