namespace Upshot.Observe.Otlp;

/// <summary>Notices whether two attributes of one record may have the same key. It errs to yes, and is looked at closely then.</summary>
internal unsafe struct RepeatedKeys
{
    private const int Words = 16;
    private fixed ulong _seen[Words];

    public bool MayHave { get; private set; }

    public void Add(Slice key)
    {
        var length = (uint)key.Length;
        var hash = length * 0x9E3779B1;
        if (length > 0)
        {
            hash = (hash ^ key.Pointer[0]) * 0x85EBCA6B;
            hash = (hash ^ key.Pointer[length - 1]) * 0xC2B2AE35;
            hash = (hash ^ key.Pointer[length / 2]) * 0x9E3779B1;
            hash = (hash ^ key.Pointer[length * 3 / 4]) * 0x85EBCA6B;
        }

        var place = hash >> 22;
        ref var word = ref _seen[place >> 6];
        var bit = 1UL << (int)(place & 63);
        MayHave |= (word & bit) != 0;
        word |= bit;
    }

    /// <summary>Whether two keys in the field of this tag are really the same.</summary>
    public static bool IsIn(Slice message, uint tag)
    {
        var keys = new HashSet<UInt128>();
        var wire = new Wire(message);
        while (wire.Next())
        {
            if (wire.Tag != tag)
            {
                wire.Skip();
            }
            else if (!keys.Add(System.IO.Hashing.XxHash128.HashToUInt128(KeyValue.Read(wire.Bytes()).Key.Span)))
            {
                return true;
            }
        }

        return false;
    }
}
