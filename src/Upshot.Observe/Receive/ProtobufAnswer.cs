using System.Text;

namespace Upshot.Observe.Receive;

/// <summary>The few protobuf messages that receivers send, written by hand.</summary>
/// <remarks>Sources: opentelemetry-proto collector/*/v1, google/rpc/status.proto, google/rpc/error_details.proto.</remarks>
internal static class ProtobufAnswer
{
    /// <summary>ExportTraceServiceResponse and its twins: empty, or a partial_success with a count and a message.</summary>
    public static byte[] Exported(in Answer answer)
    {
        if (answer.Rejected <= 0 && answer.Message.Length == 0)
        {
            return [];
        }

        var partial = new MemoryStream();
        if (answer.Rejected > 0)
        {
            Varint(partial, 1, (ulong)answer.Rejected);
        }

        Text(partial, 2, answer.Message);
        var response = new MemoryStream();
        Bytes(response, 1, partial.ToArray());
        return response.ToArray();
    }

    /// <summary>google.rpc.Status, with a google.rpc.RetryInfo when there is a time to come back.</summary>
    public static byte[] Status(int code, string message, TimeSpan retryAfter)
    {
        var status = new MemoryStream();
        Varint(status, 1, (ulong)code);
        Text(status, 2, message);
        if (retryAfter > TimeSpan.Zero)
        {
            var duration = new MemoryStream();
            Varint(duration, 1, (ulong)(retryAfter.Ticks / TimeSpan.TicksPerSecond));
            Varint(duration, 2, (ulong)(retryAfter.Ticks % TimeSpan.TicksPerSecond * TimeSpan.NanosecondsPerTick));
            var retryInfo = new MemoryStream();
            Bytes(retryInfo, 1, duration.ToArray());
            var any = new MemoryStream();
            Text(any, 1, "type.googleapis.com/google.rpc.RetryInfo");
            Bytes(any, 2, retryInfo.ToArray());
            Bytes(status, 3, any.ToArray());
        }

        return status.ToArray();
    }

    private static void Varint(MemoryStream to, int field, ulong value)
    {
        if (value > 0)
        {
            Varint(to, (ulong)field << 3);
            Varint(to, value);
        }
    }

    private static void Text(MemoryStream to, int field, string value)
    {
        if (value.Length > 0)
        {
            Bytes(to, field, Encoding.UTF8.GetBytes(value));
        }
    }

    private static void Bytes(MemoryStream to, int field, ReadOnlySpan<byte> value)
    {
        Varint(to, ((ulong)field << 3) | 2);
        Varint(to, (ulong)value.Length);
        to.Write(value);
    }

    private static void Varint(MemoryStream to, ulong value)
    {
        for (; value >= 0x80; value >>= 7)
        {
            to.WriteByte((byte)(value | 0x80));
        }

        to.WriteByte((byte)value);
    }
}
