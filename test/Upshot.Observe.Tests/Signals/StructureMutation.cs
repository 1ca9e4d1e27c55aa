using Google.Protobuf;

namespace Upshot.Observe.Tests.Signals;

/// <summary>Messages made wrong somewhere deep inside, with all lengths around it right: the door has to look at the inside to notice.</summary>
internal static class StructureMutation
{
    private sealed record Field(uint Tag, byte[] Value)
    {
        public bool IsNested => (Tag & 7) == 2;
    }

    public static byte[] Of(byte[] message, Random random)
    {
        if (TryRead(message) is not { Count: > 0 } fields)
        {
            return Mutation.Of(message, random);
        }

        var at = random.Next(fields.Count);
        var field = fields[at];
        if (field is { IsNested: true, Value.Length: > 0 } && random.Next(8) > 0)
        {
            fields[at] = field with { Value = Of(field.Value, random) };
            return Write(fields);
        }

        switch (random.Next(6))
        {
            case 0:
                fields.RemoveAt(at);
                break;
            case 1:
                fields.Insert(random.Next(fields.Count + 1), field);
                break;
            case 2:
                fields[at] = field with { Tag = (uint)random.Next(8, 140) };
                break;
            case 3:
                fields[at] = field with { Tag = (field.Tag & ~7u) | (uint)random.Next(6) };
                break;
            case 4:
                fields[at] = field with { Value = Mutation.Of(field.Value, random) };
                break;
            default:
                (fields[at], fields[0]) = (fields[0], fields[at]);
                break;
        }

        return Write(fields);
    }

    /// <summary>Null when the bytes are no message.</summary>
    private static List<Field>? TryRead(byte[] bytes)
    {
        var fields = new List<Field>();
        try
        {
            using var input = new CodedInputStream(bytes);
            while (input.ReadTag() is var tag and not 0)
            {
                switch (WireFormat.GetTagWireType(tag))
                {
                    case WireFormat.WireType.Varint:
                        fields.Add(new(tag, Varint(input.ReadUInt64())));
                        break;
                    case WireFormat.WireType.Fixed64:
                        fields.Add(new(tag, BitConverter.GetBytes(input.ReadFixed64())));
                        break;
                    case WireFormat.WireType.Fixed32:
                        fields.Add(new(tag, BitConverter.GetBytes(input.ReadFixed32())));
                        break;
                    case WireFormat.WireType.LengthDelimited:
                        fields.Add(new(tag, input.ReadBytes().ToByteArray()));
                        break;
                    default:
                        return null;
                }
            }
        }
        catch (InvalidProtocolBufferException)
        {
            return null;
        }

        return fields;
    }

    private static byte[] Write(List<Field> fields) =>
        [.. fields.SelectMany(f => Varint(f.Tag).Concat(f.IsNested ? Varint((ulong)f.Value.Length) : []).Concat(f.Value))];

    private static byte[] Varint(ulong value)
    {
        var bytes = new List<byte>();
        for (; value >= 0x80; value >>= 7)
        {
            bytes.Add((byte)(value | 0x80));
        }

        bytes.Add((byte)value);
        return [.. bytes];
    }
}
