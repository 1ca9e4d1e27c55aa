using System.Text;

namespace Upshot.Observe.Otlp.Json;

internal enum FieldKind : byte
{
    Message,
    Text,
    Bytes,

    /// <summary>Bytes that OTLP/JSON writes in hexadecimal: trace and span ids.</summary>
    Id,
    Bool,
    Enum,
    Uint32,
    Sint32,
    Int64,
    Uint64,
    Fixed32,
    Fixed64,
    SFixed64,
    Double,
}

/// <summary>What one protobuf message looks like: its fields in the order in which senders write them.</summary>
internal sealed class Shape(string name)
{
    private Field[] _fields = [];

    public IReadOnlyList<Field> Fields
    {
        get => _fields;
        init => _fields = [.. value];
    }

    /// <summary>For messages that contain themselves.</summary>
    public void Complete(params Field[] fields) => _fields = fields;

    /// <param name="utf8Name">The JSON name (camelCase) or the protobuf name (snake_case).</param>
    /// <param name="next">Where the search begins and, when it succeeds, where the next one should: fields come in order.</param>
    public Field? Find(ReadOnlySpan<byte> utf8Name, ref int next)
    {
        for (var tried = 0; tried < _fields.Length; tried++)
        {
            var at = next + tried < _fields.Length ? next + tried : next + tried - _fields.Length;
            if (_fields[at].IsNamed(utf8Name))
            {
                next = at + 1 < _fields.Length ? at + 1 : 0;
                return _fields[at];
            }
        }

        return null;
    }

    public override string ToString() => name;
}

internal sealed class Field
{
    private readonly byte[] _jsonName;
    private readonly byte[] _protobufName;
    private readonly byte[][] _symbols;

    /// <param name="protobufName">As in the .proto file.</param>
    /// <param name="symbols">The names of an enum's values, from 0 up.</param>
    public Field(string protobufName, int number, FieldKind kind, bool repeated = false, Shape? message = null, string[]? symbols = null)
    {
        Name = CamelCase(protobufName);
        _jsonName = Encoding.UTF8.GetBytes(Name);
        _protobufName = Encoding.UTF8.GetBytes(protobufName);
        _symbols = [.. (symbols ?? []).Select(Encoding.UTF8.GetBytes)];
        Kind = kind;
        IsRepeated = repeated;
        Message = message;
        IsPacked = repeated && kind is not (FieldKind.Message or FieldKind.Text or FieldKind.Bytes or FieldKind.Id);
        Tag = ((uint)number << 3) | (IsPacked ? 2u : WireType(kind));
    }

    public string Name { get; }

    public FieldKind Kind { get; }

    public bool IsRepeated { get; }

    public bool IsPacked { get; }

    public uint Tag { get; }

    public Shape? Message { get; }

    public bool IsNamed(ReadOnlySpan<byte> utf8Name) => utf8Name.SequenceEqual(_jsonName) || utf8Name.SequenceEqual(_protobufName);

    /// <returns>The number of an enum's value, or −1 for a name that is not known.</returns>
    public int NumberOf(ReadOnlySpan<byte> symbol)
    {
        for (var number = 0; number < _symbols.Length; number++)
        {
            if (symbol.SequenceEqual(_symbols[number]))
            {
                return number;
            }
        }

        return -1;
    }

    private static uint WireType(FieldKind kind) => kind switch
    {
        FieldKind.Message or FieldKind.Text or FieldKind.Bytes or FieldKind.Id => 2,
        FieldKind.Fixed64 or FieldKind.SFixed64 or FieldKind.Double => 1,
        FieldKind.Fixed32 => 5,
        _ => 0,
    };

    private static string CamelCase(string snake)
    {
        var words = snake.Split('_');
        return words[0] + string.Concat(words.Skip(1).Select(word => char.ToUpperInvariant(word[0]) + word[1..]));
    }
}
