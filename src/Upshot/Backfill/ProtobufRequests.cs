using System.Buffers.Binary;
using System.Globalization;
using Upshot.Decide;
using Upshot.Observe.Otlp;
using Upshot.Observe.Receive;

namespace Upshot.Backfill;

/// <summary>OTLP as protobuf: one request, or many with their lengths before them, as the Collector's file exporter writes them (<c>format: proto</c>).</summary>
internal static class ProtobufRequests
{
    private const int LengthBytes = 4;

    public static IEnumerable<PastRequest> Read(byte[] bytes, string name, TelemetrySignal? said, List<FileProblem> problems)
    {
        var messages = Framed(bytes) ?? [(0, bytes.Length)];
        foreach (var (at, length) in messages)
        {
            var place = string.Create(CultureInfo.InvariantCulture, $"{name}: byte {at}");
            if ((OtlpBody.SignalOf(bytes.AsSpan(at, length)) ?? said) is { } signal)
            {
                yield return new(signal, false, bytes[at..(at + length)], place, []);
            }
            else
            {
                problems.Add(new(place, "This is no OTLP request of spans, data points or log records, nor JSON, Parquet or a table.", "Give files as the Collector's file exporter or an OTLP exporter wrote them."));
            }
        }
    }

    /// <summary>Null: the bytes are not divided so, to their end.</summary>
    private static List<(int At, int Length)>? Framed(byte[] bytes)
    {
        var messages = new List<(int, int)>();
        var at = 0;
        while (at < bytes.Length)
        {
            if (bytes.Length - at < LengthBytes || BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(at)) is var length && length > bytes.Length - at - LengthBytes)
            {
                return null;
            }

            messages.Add((at + LengthBytes, (int)length));
            at += LengthBytes + (int)length;
        }

        return messages;
    }
}
