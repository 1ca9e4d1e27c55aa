namespace Upshot.Observe.Otlp;

/// <summary>Checks the structure of OTLP attributes without keeping anything of them.</summary>
internal static class AnyValue
{
    public const int MaxDepth = 32;

    public static void CheckAttribute(Slice keyValue, int depth = 0)
    {
        var (_, value) = KeyValue.Read(keyValue);
        Check(value, depth);
    }

    public static void Check(Slice value, int depth = 0)
    {
        if (depth > MaxDepth)
        {
            Wire.Malformed($"values are nested deeper than {MaxDepth}");
        }

        var wire = new Wire(value);
        while (wire.Next())
        {
            switch (wire.Tag)
            {
                case (5 << 3) | 2:
                case (6 << 3) | 2:
                    CheckItems(wire.Bytes(), (wire.Tag >> 3) == 6, depth);
                    break;
                default:
                    wire.Skip();
                    break;
            }
        }
    }

    /// <summary>The text that a value is, if it is one.</summary>
    public static bool TryText(Slice value, out Slice text)
    {
        var isText = false;
        text = default;
        var wire = new Wire(value);
        while (wire.Next())
        {
            if (wire.Tag == ((1 << 3) | 2))
            {
                (text, isText) = (wire.Bytes(), true);
            }
            else
            {
                isText &= wire.Field > 7;
                wire.Skip();
            }
        }

        return isText;
    }

    /// <summary>ArrayValue and KeyValueList: both repeat field 1.</summary>
    private static void CheckItems(Slice list, bool keyed, int depth)
    {
        var wire = new Wire(list);
        while (wire.Next())
        {
            if (wire.Tag != ((1 << 3) | 2))
            {
                wire.Skip();
            }
            else if (keyed)
            {
                CheckAttribute(wire.Bytes(), depth + 1);
            }
            else
            {
                Check(wire.Bytes(), depth + 1);
            }
        }
    }
}
