using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Upshot.Observe.Stores.ClickHouse.Native;

/// <summary>A column where it stands in a block.</summary>
/// <param name="Nulls">A byte a row; empty: it cannot be null.</param>
/// <param name="Ends">Of a map: where each row's entries end, eight bytes a row; empty: it is none, and <paramref name="Values"/> are all there is.</param>
internal readonly record struct BlockColumn(string Name, string Type, Range Nulls, Range Ends, Range Keys, Range Values);

/// <summary>Finds the columns of a block that <see cref="NativeBlock"/> wrote.</summary>
internal ref struct BlockReader(ReadOnlySpan<byte> block)
{
    private const string NullableStart = "Nullable(", FixedStart = "FixedString(";
    private readonly ReadOnlySpan<byte> _block = block;
    private int _at;

    /// <exception cref="InvalidDataException">It is no such block.</exception>
    public static (int Rows, IReadOnlyList<BlockColumn> Columns) Read(ReadOnlySpan<byte> block)
    {
        var reader = new BlockReader(block);
        try
        {
            var (columns, rows) = (new BlockColumn[reader.Number()], reader.Number());
            for (var i = 0; i < columns.Length; i++)
            {
                columns[i] = reader.Column(rows);
            }

            return reader._at == block.Length ? (rows, columns) : throw new InvalidDataException("A block goes on behind its columns.");
        }
        catch (Exception e) when (e is IndexOutOfRangeException or ArgumentOutOfRangeException or OverflowException)
        {
            throw new InvalidDataException("A block ends within its columns.", e);
        }
    }

    /// <summary>Bytes of a value; 0: texts.</summary>
    public static int WidthOf(string type) => type switch
    {
        _ when IsNullable(type) => WidthOf(type[NullableStart.Length..^1]),
        "String" => 0,
        "UInt8" or "Bool" => 1,
        _ when type.StartsWith(FixedStart, StringComparison.Ordinal) => int.Parse(type.AsSpan(FixedStart.Length, type.Length - FixedStart.Length - 1), CultureInfo.InvariantCulture),
        "Int64" or "UInt64" or "Float64" or "DateTime64(9, 'UTC')" => 8,
        _ => throw new InvalidDataException($"A block has a column of the type {type}."),
    };

    public static bool IsNullable(string type) => type.StartsWith(NullableStart, StringComparison.Ordinal);

    private BlockColumn Column(int rows)
    {
        var (name, type) = (Text(), Text());
        if (type == NativeMap.Type)
        {
            var ends = Take(NativeMap.EndBytes * rows);
            var entries = rows == 0 ? 0 : (int)BinaryPrimitives.ReadUInt64LittleEndian(_block[(_at - NativeMap.EndBytes)..]);
            return new(name, type, default, ends, Take(NativeMap.KeyBytes * entries), Take(NativeMap.ValueBytes * entries));
        }

        return new(name, type, IsNullable(type) ? Take(rows) : default, default, default, WidthOf(type) is > 0 and var width ? Take(width * rows) : Texts(rows));
    }

    private Range Texts(int rows)
    {
        var start = _at;
        for (var row = 0; row < rows; row++)
        {
            Take(Number());
        }

        return start.._at;
    }

    private string Text() => Encoding.ASCII.GetString(_block[Take(Number())]);

    private int Number()
    {
        var (value, shift) = (0UL, 0);
        byte next;
        do
        {
            next = _block[_at++];
            value |= (ulong)(next & 0x7f) << shift;
            shift += 7;
        }
        while (next >= 0x80);
        return checked((int)value);
    }

    private Range Take(int length)
    {
        var range = _at..checked(_at + length);
        _ = _block[range];
        _at += length;
        return range;
    }
}
