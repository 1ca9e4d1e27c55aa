using System.Text;
using Google.Protobuf;

namespace Upshot.Observe.Tests.Receive;

/// <summary>One field of a protobuf message as it stands on the wire, without a schema.</summary>
/// <param name="Number">The value of a varint or fixed field, as its bits.</param>
/// <param name="Bytes">The value of a length-delimited field.</param>
internal sealed record WireField(int Field, WireFormat.WireType Type, ulong Number, byte[] Bytes)
{
    public string Text => Encoding.UTF8.GetString(Bytes);

    public double Double => BitConverter.UInt64BitsToDouble(Number);

    public string Hex => Convert.ToHexStringLower(Bytes);

    public Wire Message() => Wire.Read(Bytes);
}

/// <summary>The fields of a message in the order of the wire.</summary>
internal sealed class Wire(IReadOnlyList<WireField> fields)
{
    public IReadOnlyList<WireField> Fields => fields;

    public static Wire Read(byte[] bytes)
    {
        var input = new CodedInputStream(bytes);
        var fields = new List<WireField>();
        while (input.ReadTag() is var tag and not 0)
        {
            var type = WireFormat.GetTagWireType(tag);
            fields.Add(type switch
            {
                WireFormat.WireType.Varint => new(WireFormat.GetTagFieldNumber(tag), type, input.ReadUInt64(), []),
                WireFormat.WireType.Fixed64 => new(WireFormat.GetTagFieldNumber(tag), type, input.ReadFixed64(), []),
                WireFormat.WireType.Fixed32 => new(WireFormat.GetTagFieldNumber(tag), type, input.ReadFixed32(), []),
                WireFormat.WireType.LengthDelimited => new(WireFormat.GetTagFieldNumber(tag), type, 0, input.ReadBytes().ToByteArray()),
                _ => throw new InvalidDataException($"Wire type {type} is not of proto3."),
            });
        }

        return new Wire(fields);
    }

    public bool Has(int field) => fields.Any(f => f.Field == field);

    public WireField Single(int field) => Assert.Single(fields, f => f.Field == field);

    public IEnumerable<Wire> All(int field) => fields.Where(f => f.Field == field).Select(f => f.Message());

    /// <summary>
    /// The message as text in which field order and written-out zeros do not matter: what may be a message is read as one, and
    /// fields of the same number keep their order.
    /// </summary>
    public string Canonical() => "{" + string.Concat(
        from field in fields
        let value = field.Type == WireFormat.WireType.LengthDelimited ? Canonical(field.Bytes) : field.Number.ToString()
        where value is not ("0" or "" or "{}")
        group $" {field.Field}:{value}" by field.Field into same
        orderby same.Key
        select string.Concat(same)) + "}";

    private static string Canonical(byte[] bytes)
    {
        try
        {
            return Read(bytes).Canonical();
        }
        catch (InvalidProtocolBufferException)
        {
            return Convert.ToHexStringLower(bytes);
        }
        catch (InvalidDataException)
        {
            return Convert.ToHexStringLower(bytes);
        }
    }

    public Wire At(params int[] path) => path.Aggregate(this, (message, field) => message.Single(field).Message());
}
