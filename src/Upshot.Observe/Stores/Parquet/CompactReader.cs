namespace Upshot.Observe.Stores.Parquet;

/// <summary>Thrift's compact protocol (https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md), as far as a footer needs it.</summary>
internal ref struct CompactReader(ReadOnlySpan<byte> bytes)
{
    public const int Binary = 8, List = 9, Struct = 12;

    private const int Stop = 0, True = 1, False = 2, Byte = 3, Int16 = 4, Int64 = 6, Double = 7, Set = 10, Map = 11, Uuid = 13;
    private const int MostNested = 32;
    private ReadOnlySpan<byte> _left = bytes;

    /// <summary>The next field of a structure; false where it ends.</summary>
    /// <param name="field">The one before; then this one.</param>
    public bool Field(ref int field, out int type)
    {
        var head = Next();
        type = head & 0xf;
        if (type == Stop)
        {
            return false;
        }

        var delta = head >> 4;
        if (delta > 0)
        {
            field += delta;
            return true;
        }

        var zigzag = Varint();
        field = (int)((long)(zigzag >> 1) ^ -(long)(zigzag & 1));
        return true;
    }

    /// <summary>How many bytes were not read.</summary>
    public readonly int Left => _left.Length;

    /// <summary>A whole number of a field that must be one.</summary>
    public long Int(int type) => type is >= Int16 and <= Int64 && Varint() is var zigzag ? (long)(zigzag >> 1) ^ -(long)(zigzag & 1) : throw Damaged();

    /// <summary>How many elements a list has that must be of a type.</summary>
    public int ListOf(int type) => Listed() is var (count, of) && (of == type || count == 0) ? count : throw Damaged();

    public ReadOnlySpan<byte> Bytes()
    {
        var length = Varint();
        if (length > (ulong)_left.Length)
        {
            throw Damaged();
        }

        var bytes = _left[..(int)length];
        _left = _left[(int)length..];
        return bytes;
    }

    public void Skip(int type) => Skip(type, inField: true, MostNested);

    private void Skip(int type, bool inField, int nested)
    {
        if (nested == 0)
        {
            throw Damaged();
        }

        switch (type)
        {
            case True or False when inField:
                break;
            case True or False or Byte:
                Next();
                break;
            case >= Int16 and <= Int64:
                Varint();
                break;
            case Double:
                Leave(8);
                break;
            case Binary:
                Bytes();
                break;
            case List or Set:
                var (count, of) = Listed();
                for (var i = 0; i < count; i++)
                {
                    Skip(of, inField: false, nested - 1);
                }

                break;
            case Map:
                var pairs = Count(Varint());
                var types = pairs > 0 ? Next() : 0;
                for (var i = 0; i < pairs; i++)
                {
                    Skip(types >> 4, inField: false, nested - 1);
                    Skip(types & 0xf, inField: false, nested - 1);
                }

                break;
            case Struct:
                for (var field = 0; Field(ref field, out var fieldType);)
                {
                    Skip(fieldType, inField: true, nested - 1);
                }

                break;
            case Uuid:
                Leave(16);
                break;
            default:
                throw Damaged();
        }
    }

    private (int Count, int Type) Listed()
    {
        var head = Next();
        return (Count(head >> 4 is var few && few < 15 ? (ulong)few : Varint()), head & 0xf);
    }

    /// <summary>An element takes a byte or more.</summary>
    private readonly int Count(ulong count) => count <= (ulong)_left.Length ? (int)count : throw Damaged();

    private ulong Varint()
    {
        ulong value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var next = Next();
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }

        throw Damaged();
    }

    private byte Next()
    {
        if (_left.IsEmpty)
        {
            throw Damaged();
        }

        var next = _left[0];
        _left = _left[1..];
        return next;
    }

    private void Leave(int count)
    {
        if (count > _left.Length)
        {
            throw Damaged();
        }

        _left = _left[count..];
    }

    private static FormatException Damaged() => new("The footer is damaged.");
}
