using System.Buffers;
using System.Text;

namespace Upshot.Observe.Stores.Parquet;

/// <summary>Writes Thrift's compact protocol, in which Parquet's headers and footers are. Source: Apache Thrift, "Thrift Compact protocol encoding".</summary>
internal sealed class CompactWriter(ArrayBufferWriter<byte> output)
{
    private const byte True = 1, False = 2, I32 = 5, I64 = 6, Binary = 8, List = 9, Struct = 12;
    private readonly Stack<short> _outer = new();
    private short _last;

    public void Int(short field, int value)
    {
        Header(field, I32);
        Varint(ZigZag(value));
    }

    public void Long(short field, long value)
    {
        Header(field, I64);
        Varint(ZigZag(value));
    }

    public void Bool(short field, bool value) => Header(field, value ? True : False);

    public void Text(short field, string value) => Bytes(field, Encoding.UTF8.GetBytes(value));

    public void Bytes(short field, ReadOnlySpan<byte> value)
    {
        Header(field, Binary);
        Raw(value);
    }

    public void BeginStruct(short field)
    {
        Header(field, Struct);
        BeginElement();
    }

    /// <summary>A struct with nothing in it: Thrift's way to say which of several there is.</summary>
    public void Empty(short field)
    {
        BeginStruct(field);
        EndStruct();
    }

    /// <summary>A struct within a list, which has no header.</summary>
    public void BeginElement()
    {
        _outer.Push(_last);
        _last = 0;
    }

    public void EndStruct()
    {
        Byte(0);
        _last = _outer.Pop();
    }

    public void Structs(short field, int count) => BeginList(field, count, Struct);

    public void Ints(short field, params ReadOnlySpan<int> values)
    {
        BeginList(field, values.Length, I32);
        foreach (var value in values)
        {
            Varint(ZigZag(value));
        }
    }

    public void Texts(short field, string value)
    {
        BeginList(field, 1, Binary);
        Raw(Encoding.UTF8.GetBytes(value));
    }

    /// <summary>The end of the outermost struct.</summary>
    public void End()
    {
        Byte(0);
        _last = 0;
    }

    private void BeginList(short field, int count, byte type)
    {
        Header(field, List);
        if (count < 15)
        {
            Byte((byte)((count << 4) | type));
        }
        else
        {
            Byte((byte)(0xF0 | type));
            Varint((ulong)count);
        }
    }

    private void Header(short field, byte type)
    {
        var step = field - _last;
        if (step is > 0 and <= 15)
        {
            Byte((byte)((step << 4) | type));
        }
        else
        {
            Byte(type);
            Varint(ZigZag(field));
        }

        _last = field;
    }

    private void Raw(ReadOnlySpan<byte> value)
    {
        Varint((ulong)value.Length);
        output.Write(value);
    }

    private void Byte(byte value)
    {
        output.GetSpan(1)[0] = value;
        output.Advance(1);
    }

    private void Varint(ulong value) => Varints.Write(value, output);

    private static ulong ZigZag(long value) => Varints.ZigZag(value);
}
