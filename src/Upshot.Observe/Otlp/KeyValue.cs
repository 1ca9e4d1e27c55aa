namespace Upshot.Observe.Otlp;

/// <summary>OTLP's KeyValue: a key and an AnyValue.</summary>
internal static unsafe class KeyValue
{
    public static (Slice Key, Slice Value) Read(Slice message)
    {
        Slice key = new(message.Pointer, 0), value = key;
        var wire = new Wire(message);
        while (wire.Next())
        {
            switch (wire.Tag)
            {
                case (1 << 3) | 2:
                    key = wire.Bytes();
                    break;
                case (2 << 3) | 2:
                    value = wire.Bytes();
                    break;
                default:
                    wire.Skip();
                    break;
            }
        }

        return (key, value);
    }
}
