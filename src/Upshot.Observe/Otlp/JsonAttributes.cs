namespace Upshot.Observe.Otlp;

/// <summary>The repeated KeyValue field of a message as a further JSON member <c>"attributes":{…}</c>; nothing when there is none.</summary>
internal static class JsonAttributes
{
    public static void Write(Slice message, int field, JsonText json)
    {
        var first = true;
        var wire = new Wire(message);
        while (wire.Next())
        {
            if (wire.Tag != (uint)((field << 3) | 2))
            {
                wire.Skip();
                continue;
            }

            if (first)
            {
                json.Raw(",\"attributes\":{"u8);
            }

            var (key, value) = KeyValue.Read(wire.Bytes());
            json.Key(key.Span, first);
            json.Value(value);
            first = false;
        }

        if (!first)
        {
            json.Raw((byte)'}');
        }
    }
}
