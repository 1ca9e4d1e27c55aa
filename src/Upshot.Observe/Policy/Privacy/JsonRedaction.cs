using System.Buffers;
using System.Text;
using System.Text.Json;
using Upshot.Observe.Policy.Rewriting;

namespace Upshot.Observe.Policy.Privacy;

/// <summary>
/// A text that is a JSON object or an array of them, as many loggers write their records: its classed fields are treated as attributes are. Where a text with classed fields is no JSON from some
/// place on (somebody cut it), it ends there.
/// </summary>
internal static class JsonRedaction
{
    private const int MaxDepth = 64;

    private static readonly byte[] s_end = Encoding.UTF8.GetBytes("…");

    /// <summary>Null: it may stay as it is.</summary>
    /// <param name="within">The names that lead to the text, with dots between.</param>
    public static byte[]? Of(ReadOnlySpan<byte> text, ClassedNames names, ValueHash? hash, ReadOnlySpan<byte> within = default)
    {
        var trimmed = text.TrimStart(" \t\r\n"u8);
        if (trimmed.IsEmpty || trimmed[0] is not ((byte)'{' or (byte)'['))
        {
            return null;
        }

        try
        {
            return IsConcerned(trimmed, names, within) ? Rewritten(trimmed, names, hash, within) : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // It only begins like JSON: a text, and what texts hold is not looked at.
            return null;
        }
    }

    private static bool IsConcerned(ReadOnlySpan<byte> text, ClassedNames names, ReadOnlySpan<byte> within)
    {
        var reader = new Utf8JsonReader(text, new JsonReaderOptions { MaxDepth = MaxDepth });
        var path = new JsonPath(within);
        while (reader.Read())
        {
            if (path.Take(ref reader) && names.FindWithin(path.Text) != Treatment.Keep)
            {
                return true;
            }
        }

        return false;
    }

    private static byte[] Rewritten(ReadOnlySpan<byte> text, ClassedNames names, ValueHash? hash, ReadOnlySpan<byte> within)
    {
        var buffer = new ArrayBufferWriter<byte>(text.Length + 64);
        using var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true });
        var reader = new Utf8JsonReader(text, new JsonReaderOptions { MaxDepth = MaxDepth });
        try
        {
            Rewrite(ref reader, json, text, names, hash, new JsonPath(within));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            json.Flush();
            buffer.Write(s_end);
        }

        json.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    private static void Rewrite(ref Utf8JsonReader reader, Utf8JsonWriter json, ReadOnlySpan<byte> text, ClassedNames names, ValueHash? hash, JsonPath path)
    {
        while (reader.Read())
        {
            if (!path.Take(ref reader))
            {
                Copy(ref reader, json);
                continue;
            }

            var treatment = names.FindWithin(path.Text);
            var name = reader.GetString()!;
            if (treatment == Treatment.Keep)
            {
                json.WritePropertyName(name);
                continue;
            }

            reader.Read();
            var isText = reader.TokenType == JsonTokenType.String;
            var value = isText ? Encoding.UTF8.GetBytes(reader.GetString()!) : Raw(ref reader, text);
            path.Skip();
            if (treatment == Treatment.CutQuery && !isText)
            {
                json.WritePropertyName(name);
                json.WriteRawValue(value);
                continue;
            }

            var treated = treatment == Treatment.Drop ? [] : AttributeRewriter.Treat(treatment, value, hash) ?? value;
            if (treated.Length > 0)
            {
                json.WriteString(name, treated);
            }
        }
    }

    private static byte[] Raw(ref Utf8JsonReader reader, ReadOnlySpan<byte> text)
    {
        var from = (int)reader.TokenStartIndex;
        if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
        {
            reader.Skip();
        }

        return text[from..(int)reader.BytesConsumed].ToArray();
    }

    private static void Copy(ref Utf8JsonReader reader, Utf8JsonWriter json)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                json.WriteStartObject();
                break;
            case JsonTokenType.EndObject:
                json.WriteEndObject();
                break;
            case JsonTokenType.StartArray:
                json.WriteStartArray();
                break;
            case JsonTokenType.EndArray:
                json.WriteEndArray();
                break;
            case JsonTokenType.String:
                json.WriteStringValue(reader.GetString());
                break;
            default:
                json.WriteRawValue(reader.ValueSpan, skipInputValidation: true);
                break;
        }
    }

    /// <summary>The names that lead to where a reader stands, with dots between.</summary>
    private sealed class JsonPath
    {
        private readonly List<byte> _text = [];
        private readonly Stack<int> _lengths = [];
        private int _parent;

        public JsonPath(ReadOnlySpan<byte> within)
        {
            _text.AddRange(within);
            _parent = _text.Count;
        }

        public ReadOnlySpan<byte> Text => System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_text);

        /// <returns>Whether the reader stands at a name, which is the path's end then.</returns>
        public bool Take(ref Utf8JsonReader reader)
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.StartObject or JsonTokenType.StartArray:
                    _lengths.Push(_parent);
                    _parent = _text.Count;
                    return false;
                case JsonTokenType.EndObject or JsonTokenType.EndArray:
                    _text.RemoveRange(_parent, _text.Count - _parent);
                    _parent = _lengths.Pop();
                    return false;
                case JsonTokenType.PropertyName:
                    _text.RemoveRange(_parent, _text.Count - _parent);
                    if (_text.Count > 0)
                    {
                        _text.Add((byte)'.');
                    }

                    _text.AddRange(Encoding.UTF8.GetBytes(reader.GetString()!));
                    return true;
                default:
                    return false;
            }
        }

        /// <summary>The value that follows has been read by somebody else.</summary>
        public void Skip() => _text.RemoveRange(_parent, _text.Count - _parent);
    }
}
