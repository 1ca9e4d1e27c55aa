namespace Upshot.Observe.Otlp;

/// <summary>A span's events as one JSON array: <c>[{"time_unix_nano":…,"name":…,"attributes":{…}}]</c>.</summary>
internal static class SpanEvents
{
    public static void Write(Slice span, JsonText json)
    {
        json.Clear();
        json.Raw((byte)'[');
        var wire = new Wire(span);
        while (wire.Next())
        {
            if (wire.Tag != ((11 << 3) | 2))
            {
                wire.Skip();
                continue;
            }

            if (json.Length > 1)
            {
                json.Raw((byte)',');
            }

            WriteEvent(wire.Bytes(), json);
        }

        json.Raw((byte)']');
    }

    private static void WriteEvent(Slice message, JsonText json)
    {
        Slice name = default;
        ulong time = 0;
        var wire = new Wire(message);
        while (wire.Next())
        {
            switch (wire.Tag)
            {
                case (1 << 3) | 1:
                    time = wire.Fixed64();
                    break;
                case (2 << 3) | 2:
                    name = wire.Bytes();
                    break;
                default:
                    wire.Skip();
                    break;
            }
        }

        json.Raw("{\"time_unix_nano\":"u8);
        json.Number((long)Math.Min(time, long.MaxValue));
        json.Raw(",\"name\":"u8);
        json.Text(name.Span);
        JsonAttributes.Write(message, 3, json);
        json.Raw((byte)'}');
    }
}
