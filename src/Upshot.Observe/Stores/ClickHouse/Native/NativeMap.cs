using System.Buffers.Binary;

namespace Upshot.Observe.Stores.ClickHouse.Native;

/// <summary>A column of maps from numbers to counts: where each row's entries end, then all keys, then all values.</summary>
internal sealed class NativeMap(string name)
{
    private const string Type = "Map(Int16, UInt64)";
    private readonly List<ulong> _ends = [];
    private readonly List<short> _keys = [];
    private readonly List<ulong> _values = [];

    public void Add(short key, ulong value)
    {
        _keys.Add(key);
        _values.Add(value);
    }

    public void NextRow() => _ends.Add((ulong)_keys.Count);

    public int Length => Varint.Length(name.Length) + name.Length + Varint.Length(Type.Length) + Type.Length + (8 * _ends.Count) + (10 * _keys.Count);

    public int WriteTo(Span<byte> block)
    {
        var at = Varint.WriteText(block, name);
        at += Varint.WriteText(block[at..], Type);
        foreach (var end in _ends)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(block[at..], end);
            at += 8;
        }

        foreach (var key in _keys)
        {
            BinaryPrimitives.WriteInt16LittleEndian(block[at..], key);
            at += 2;
        }

        foreach (var value in _values)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(block[at..], value);
            at += 8;
        }

        return at;
    }
}
