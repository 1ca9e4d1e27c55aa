namespace Upshot.Observe.Otlp;

/// <summary>The quantiles of a summary as one JSON array: <c>[{"quantile":…,"value":…}]</c>.</summary>
internal static class SummaryQuantiles
{
    public const uint Tag = (6 << 3) | 2;

    public static void Write(Slice point, JsonText json)
    {
        json.Clear();
        json.Raw((byte)'[');
        var wire = new Wire(point);
        while (wire.Next())
        {
            if (wire.Tag != Tag)
            {
                wire.Skip();
                continue;
            }

            if (json.Length > 1)
            {
                json.Raw((byte)',');
            }

            var (quantile, value) = Read(wire.Bytes());
            json.Raw("{\"quantile\":"u8);
            json.Number(quantile);
            json.Raw(",\"value\":"u8);
            json.Number(value);
            json.Raw((byte)'}');
        }

        json.Raw((byte)']');
    }

    public static (double Quantile, double Value) Read(Slice message)
    {
        double quantile = 0, value = 0;
        var wire = new Wire(message);
        while (wire.Next())
        {
            switch (wire.Tag)
            {
                case (1 << 3) | 1:
                    quantile = BitConverter.UInt64BitsToDouble(wire.Fixed64());
                    break;
                case (2 << 3) | 1:
                    value = BitConverter.UInt64BitsToDouble(wire.Fixed64());
                    break;
                default:
                    wire.Skip();
                    break;
            }
        }

        return (quantile, value);
    }
}
