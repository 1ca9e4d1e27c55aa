namespace Upshot.Observe.Otlp;

/// <summary>The Buckets message of an exponential histogram: an offset and counts from there on.</summary>
internal static class ExponentialBuckets
{
    private const uint Offset = (1 << 3) | 0, Single = (2 << 3) | 0, Packed = (2 << 3) | 2;

    /// <summary>How many values there are; reads every byte.</summary>
    public static UInt128 Sum(Slice buckets)
    {
        UInt128 sum = 0;
        var wire = new Wire(buckets);
        while (wire.Next())
        {
            switch (wire.Tag)
            {
                case Single:
                    sum += wire.Varint();
                    break;
                case Packed:
                    var counts = new Wire(wire.Bytes());
                    while (counts.HasMore)
                    {
                        sum += counts.Varint();
                    }

                    break;
                default:
                    wire.Skip();
                    break;
            }
        }

        return sum;
    }

    /// <summary><c>{"offset":…,"counts":[…]}</c></summary>
    public static void Write(Slice buckets, JsonText json)
    {
        json.Raw("{\"counts\":["u8);
        var (offset, start) = (0, json.Length);
        var wire = new Wire(buckets);
        while (wire.Next())
        {
            switch (wire.Tag)
            {
                case Offset:
                    offset = PointFields.ZigZag(wire.Varint());
                    break;
                case Single:
                    WriteCount(wire.Varint(), json.Length == start, json);
                    break;
                case Packed:
                    var counts = new Wire(wire.Bytes());
                    while (counts.HasMore)
                    {
                        WriteCount(counts.Varint(), json.Length == start, json);
                    }

                    break;
                default:
                    wire.Skip();
                    break;
            }
        }

        json.Raw("],\"offset\":"u8);
        json.Number((long)offset);
        json.Raw((byte)'}');
    }

    private static void WriteCount(ulong count, bool first, JsonText json)
    {
        if (!first)
        {
            json.Raw((byte)',');
        }

        json.Number(count);
    }
}
