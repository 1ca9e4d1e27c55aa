using Upshot.Observe.Otlp;
using Upshot.Observe.Otlp.Json;

namespace Upshot.Observe.Receive;

/// <summary>A request that lies in a file or came by another way than the receivers'.</summary>
public static class OtlpBody
{
    private const int MostBytes = 256 << 20;

    /// <summary>Which signal a protobuf request is of, judged by its first record; null: of none.</summary>
    public static unsafe TelemetrySignal? SignalOf(ReadOnlySpan<byte> protobuf)
    {
        fixed (byte* pointer = protobuf)
        {
            return LooksLike.Of(new Slice(pointer, protobuf.Length));
        }
    }

    /// <summary>The protobuf of a request, whichever of its two encodings it came in. The caller owns it.</summary>
    /// <exception cref="MalformedTelemetryException">It is no OTLP/JSON.</exception>
    public static RequestBuffer Read(TelemetrySignal signal, ReadOnlySpan<byte> body, bool isJson)
    {
        var buffer = new RequestBuffer(body.Length);
        if (!isJson)
        {
            buffer.Write(body);
            return buffer;
        }

        if (JsonTranscoder.Transcode(body, signal, buffer, MostBytes) is { } wrong)
        {
            ((IDisposable)buffer).Dispose();
            throw new MalformedTelemetryException(wrong);
        }

        return buffer;
    }
}
