using System.Text;
using System.Text.Json;

namespace Upshot.Observe.Otlp.Json;

/// <summary>
/// Turns an OTLP/JSON export request into the protobuf bytes of the same request, in one pass over the tokens. Unknown
/// fields and nulls are left out; the first mistake ends it, with its place.
/// </summary>
internal ref struct JsonTranscoder
{
    /// <summary>How deep arrays and maps may stand in each other in one value.</summary>
    public const int MaxValueDepth = 64;

    // A map in a map is four tokens deep: the value, the list, its array, the pair.
    private const int MaxJsonDepth = (MaxValueDepth * 4) + 32;

    private readonly RequestBuffer _output;
    private readonly int _limit;
    private readonly UnknownFields? _unknown;
    private readonly List<Step> _path = new(16);
    private Utf8JsonReader _json;
    private int _valueDepth;

    private JsonTranscoder(ReadOnlySpan<byte> json, RequestBuffer output, int limit, UnknownFields? unknown)
    {
        _json = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = MaxJsonDepth });
        _output = output;
        _limit = limit;
        _unknown = unknown;
    }

    /// <param name="output">Takes the protobuf; after a mistake what is in it means nothing.</param>
    /// <param name="limit">
    /// Most bytes of protobuf, which can be more than of JSON: packed numbers grow. It ends soon after, with a longer output.
    /// </param>
    /// <param name="unknown">Is told of names that are left out.</param>
    /// <returns>What is wrong and where, or null.</returns>
    public static string? Transcode(ReadOnlySpan<byte> json, TelemetrySignal signal, RequestBuffer output, int limit, UnknownFields? unknown = null)
    {
        if (json.StartsWith("\uFEFF"u8))
        {
            json = json["\uFEFF"u8.Length..];
        }

        var transcoder = new JsonTranscoder(json, output, limit, unknown);
        try
        {
            return transcoder.Request(OtlpShapes.RequestOf(signal)) is { } wrong
                ? $"{wrong} At {transcoder.Path()}, byte {transcoder._json.TokenStartIndex}."
                : null;
        }
        catch (JsonException error)
        {
            return JsonMistake.Of(json, error, transcoder._json.CurrentDepth >= MaxJsonDepth ? MaxJsonDepth : null);
        }
    }

    private string? Request(Shape shape)
    {
        _json.Read();
        if (_json.TokenType != JsonTokenType.StartObject)
        {
            return "Expected an object.";
        }

        if (Message(shape) is { } wrong)
        {
            return wrong;
        }

        // Throws when anything follows.
        _json.Read();
        return null;
    }

    /// <summary>The fields of an object whose brace has been read, and its end.</summary>
    private string? Message(Shape shape)
    {
        var next = 0;
        while (_json.Read() && _json.TokenType != JsonTokenType.EndObject)
        {
            var field = Find(shape, ref next);
            if (field is null)
            {
                _unknown?.Add(_json.ValueSpan, shape);
            }

            _json.Read();
            if (field is null)
            {
                _json.Skip();
                continue;
            }

            if (_json.TokenType == JsonTokenType.Null)
            {
                continue;
            }

            _path.Add(new Step(field, -1));
            if (Value(field) is { } wrong)
            {
                return wrong;
            }

            _path.RemoveAt(_path.Count - 1);
        }

        return null;
    }

    private readonly Field? Find(Shape shape, ref int next)
    {
        if (!_json.ValueIsEscaped)
        {
            return shape.Find(_json.ValueSpan, ref next);
        }

        var plain = new byte[_json.ValueSpan.Length];
        return shape.Find(plain.AsSpan(0, JsonText.Unescape(_json.ValueSpan, plain)), ref next);
    }

    private string? Value(Field field)
    {
        if (!field.IsRepeated)
        {
            return One(field, field.Tag);
        }

        if (_json.TokenType != JsonTokenType.StartArray)
        {
            return "Expected an array.";
        }

        var start = field.IsPacked ? _output.Begin(field.Tag) : 0;
        for (var index = 0; _json.Read() && _json.TokenType != JsonTokenType.EndArray; index++)
        {
            _path[^1] = new Step(field, index);
            if (_json.TokenType != JsonTokenType.Null && One(field, field.IsPacked ? 0 : field.Tag) is { } wrong)
            {
                return wrong;
            }
        }

        if (field.IsPacked)
        {
            _output.End(start);
        }

        return null;
    }

    private string? One(Field field, uint tag)
    {
        if (_output.Length > _limit)
        {
            return $"The request is larger than {_limit} bytes of protobuf; send smaller batches.";
        }

        if (field.Message is not { } message)
        {
            return JsonScalars.Write(ref _json, field, tag, _output);
        }

        if (_json.TokenType != JsonTokenType.StartObject)
        {
            return "Expected an object.";
        }

        var deeper = message == OtlpCommonShapes.AnyValue ? 1 : 0;
        if ((_valueDepth += deeper) > MaxValueDepth)
        {
            return $"The value is nested deeper than {MaxValueDepth} levels.";
        }

        var start = _output.Begin(tag);
        if (Message(message) is { } wrong)
        {
            return wrong;
        }

        _output.End(start);
        _valueDepth -= deeper;
        return null;
    }

    private readonly string Path()
    {
        var path = new StringBuilder("$");
        foreach (var step in _path)
        {
            path.Append('.').Append(step.Field.Name);
            if (step.Index >= 0)
            {
                path.Append('[').Append(step.Index).Append(']');
            }
        }

        return path.ToString();
    }

    private readonly record struct Step(Field Field, int Index);
}
