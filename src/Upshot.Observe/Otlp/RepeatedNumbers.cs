namespace Upshot.Observe.Otlp;

/// <summary>
/// A repeated field of eight-byte numbers. A sender may pack them into one stretch, as nearly all do, into several, or
/// write them one by one.
/// </summary>
internal struct RepeatedNumbers
{
    public int Count { get; private set; }

    /// <summary>All of them, when they stand in one stretch; else empty.</summary>
    public Slice Packed { get; private set; }

    public void Take(ref Wire wire)
    {
        if ((wire.Tag & 7) == 1)
        {
            wire.Fixed64();
            Count++;
            Packed = default;
            return;
        }

        var stretch = wire.Bytes();
        if (stretch.Length % 8 != 0)
        {
            Wire.Malformed("packed numbers are cut off");
        }

        Packed = Count == 0 ? stretch : default;
        Count += stretch.Length / 8;
    }

    /// <summary>The numbers of a field that <see cref="Take"/> has passed as a JSON array.</summary>
    public static void Write(Slice message, int field, bool areDoubles, JsonText json)
    {
        json.Raw((byte)'[');
        var start = json.Length;
        var wire = new Wire(message);
        while (wire.Next())
        {
            if (wire.Field != field || (wire.Tag & 7) is not (1 or 2))
            {
                wire.Skip();
            }
            else if ((wire.Tag & 7) == 1)
            {
                WriteNumber(wire.Fixed64(), areDoubles, json.Length == start, json);
            }
            else
            {
                var numbers = new Wire(wire.Bytes());
                while (numbers.HasMore)
                {
                    WriteNumber(numbers.Fixed64(), areDoubles, json.Length == start, json);
                }
            }
        }

        json.Raw((byte)']');
    }

    private static void WriteNumber(ulong bits, bool isDouble, bool first, JsonText json)
    {
        if (!first)
        {
            json.Raw((byte)',');
        }

        if (isDouble)
        {
            json.Number(BitConverter.UInt64BitsToDouble(bits));
        }
        else
        {
            json.Number(bits);
        }
    }
}
