using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Upshot.Observe.Stores.DuckDb.Questions.AdHoc.Worker;

/// <summary>Sends rows to the server as they come, in frames of about the same size however long a row is: nobody holds more.</summary>
internal sealed class FramedRows(Stream output, long maxBytes, TimeProvider time) : IAnswerSink
{
    private const int FrameBytes = 64 << 10;
    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(100);

    // A writer of JSON asks for three times the length of a text.
    private const int TextPiece = 16 << 10;
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };
    private readonly ArrayBufferWriter<byte> _frame = new();
    private readonly ArrayBufferWriter<byte> _row = new();
    private long _bytes;
    private long _lastSent = time.GetTimestamp();

    public int Rows { get; private set; }

    public void Begin(IReadOnlyList<string> columns) => Frame.Write(output, FrameKind.Columns, JsonSerializer.SerializeToUtf8Bytes(columns));

    public bool TryTake(IReadOnlyList<object?> row)
    {
        _row.ResetWrittenCount();
        using (var json = new Utf8JsonWriter(_row, Options))
        {
            Write(json, row);
        }

        _bytes += _row.WrittenCount + 1;
        if (_bytes > maxBytes)
        {
            return false;
        }

        if (Rows++ > 0)
        {
            _frame.Write(","u8);
        }

        for (var rest = _row.WrittenSpan; rest.Length > 0;)
        {
            var piece = rest[..Math.Min(rest.Length, FrameBytes - _frame.WrittenCount)];
            _frame.Write(piece);
            rest = rest[piece.Length..];
            if (_frame.WrittenCount >= FrameBytes)
            {
                Send();
            }
        }

        if (time.GetElapsedTime(_lastSent) > Longest)
        {
            Send();
        }

        return true;
    }

    public void End(string? cutBecause)
    {
        Send();
        Frame.Write(output, FrameKind.End, WorkerJson.Write(new WorkerEnd(cutBecause, Rows)));
    }

    private void Send()
    {
        if (_frame.WrittenCount > 0)
        {
            Frame.Write(output, FrameKind.Rows, _frame.WrittenSpan);
            _frame.ResetWrittenCount();
            _lastSent = time.GetTimestamp();
        }
    }

    private static void Write(Utf8JsonWriter json, object? value)
    {
        switch (value)
        {
            case null:
                json.WriteNullValue();
                break;
            case bool truth:
                json.WriteBooleanValue(truth);
                break;
            case string { Length: > TextPiece } text:
                for (var at = 0; at < text.Length; at += TextPiece)
                {
                    json.WriteStringValueSegment(text.AsSpan(at, Math.Min(TextPiece, text.Length - at)), isFinalSegment: at + TextPiece >= text.Length);
                }

                break;
            case string text:
                json.WriteStringValue(text);
                break;
            case double number when !double.IsFinite(number):
                json.WriteStringValue(number.ToString(CultureInfo.InvariantCulture));
                break;
            case double number:
                json.WriteNumberValue(number);
                break;
            case float number when !float.IsFinite(number):
                json.WriteStringValue(number.ToString(CultureInfo.InvariantCulture));
                break;
            case float number:
                json.WriteNumberValue(number);
                break;
            case decimal number:
                json.WriteNumberValue(number);
                break;
            case ulong number:
                json.WriteNumberValue(number);
                break;
            case IReadOnlyDictionary<string, object?> map:
                json.WriteStartObject();
                foreach (var (key, item) in map)
                {
                    json.WritePropertyName(key);
                    Write(json, item);
                }

                json.WriteEndObject();
                break;
            case IReadOnlyList<object?> list:
                json.WriteStartArray();
                foreach (var item in list)
                {
                    Write(json, item);
                }

                json.WriteEndArray();
                break;
            default:
                json.WriteNumberValue(Convert.ToInt64(value, CultureInfo.InvariantCulture));
                break;
        }
    }
}
