using System.Buffers.Binary;
using System.Text;

namespace Upshot.Observe.Tests.Signals;

/// <summary>A protobuf message being written, field by field, in the order and with the lengths that a test wants.</summary>
internal sealed class ProtoMessage
{
    private readonly MemoryStream _bytes = new();

    public byte[] Bytes => _bytes.ToArray();

    public ProtoMessage Varint(int field, ulong value)
    {
        Number(((ulong)field << 3) | 0);
        Number(value);
        return this;
    }

    public ProtoMessage Sint(int field, int value) => Varint(field, (uint)((value << 1) ^ (value >> 31)));

    public ProtoMessage Fixed64(int field, ulong value)
    {
        Number(((ulong)field << 3) | 1);
        return Raw(EightBytes(value));
    }

    public ProtoMessage Double(int field, double value) => Fixed64(field, BitConverter.DoubleToUInt64Bits(value));

    public ProtoMessage Fixed32(int field, uint value)
    {
        Number(((ulong)field << 3) | 5);
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        return Raw(bytes);
    }

    public ProtoMessage Blob(int field, byte[] bytes)
    {
        Number(((ulong)field << 3) | 2);
        Number((ulong)bytes.Length);
        return Raw(bytes);
    }

    public ProtoMessage Text(int field, string text) => Blob(field, Encoding.UTF8.GetBytes(text));

    public ProtoMessage Message(int field, ProtoMessage message) => Blob(field, message.Bytes);

    public ProtoMessage Messages(int field, IEnumerable<ProtoMessage> messages) =>
        messages.Aggregate(this, (self, message) => self.Message(field, message));

    public ProtoMessage PackedFixed(int field, params ulong[] values) => Blob(field, [.. values.SelectMany(EightBytes)]);

    public ProtoMessage PackedDoubles(int field, params double[] values) => PackedFixed(field, [.. values.Select(BitConverter.DoubleToUInt64Bits)]);

    public ProtoMessage PackedVarints(int field, params ulong[] values)
    {
        var packed = new ProtoMessage();
        foreach (var value in values)
        {
            packed.Number(value);
        }

        return Blob(field, packed.Bytes);
    }

    private static byte[] EightBytes(ulong value)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, value);
        return bytes;
    }

    private ProtoMessage Raw(byte[] bytes)
    {
        _bytes.Write(bytes);
        return this;
    }

    private void Number(ulong value)
    {
        for (; value >= 0x80; value >>= 7)
        {
            _bytes.WriteByte((byte)(value | 0x80));
        }

        _bytes.WriteByte((byte)value);
    }
}
