using System.Buffers.Binary;
using System.Text;

namespace Upshot.Bench.Growth;

/// <summary>A protobuf message that is written field by field.</summary>
internal sealed class OtlpBytes
{
    private readonly MemoryStream _bytes = new();

    public byte[] ToArray() => _bytes.ToArray();

    public OtlpBytes Varint(int field, ulong value)
    {
        Number((ulong)field << 3);
        Number(value);
        return this;
    }

    public OtlpBytes Fixed64(int field, ulong value)
    {
        Number(((ulong)field << 3) | 1);
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, value);
        _bytes.Write(bytes);
        return this;
    }

    public OtlpBytes Blob(int field, ReadOnlySpan<byte> bytes)
    {
        Number(((ulong)field << 3) | 2);
        Number((ulong)bytes.Length);
        _bytes.Write(bytes);
        return this;
    }

    public OtlpBytes Text(int field, string text) => Blob(field, Encoding.UTF8.GetBytes(text));

    public OtlpBytes Message(int field, OtlpBytes message) => Blob(field, message._bytes.GetBuffer().AsSpan(0, (int)message._bytes.Length));

    public OtlpBytes Attribute(int field, string key, string value) => Message(field, new OtlpBytes().Text(1, key).Message(2, new OtlpBytes().Text(1, value)));

    private void Number(ulong value)
    {
        for (; value >= 0x80; value >>= 7)
        {
            _bytes.WriteByte((byte)(value | 0x80));
        }

        _bytes.WriteByte((byte)value);
    }
}
