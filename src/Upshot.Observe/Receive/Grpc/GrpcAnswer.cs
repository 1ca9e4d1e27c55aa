using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Upshot.Observe.Receive.Grpc;

/// <summary>Puts an answer into gRPC: one message when it was accepted, and a status in the trailers.</summary>
internal static class GrpcAnswer
{
    private const int PrefixBytes = 5;

    // Clients take 8 KiB of trailers in all. The message stands in two of them, where a byte becomes up to three.
    private const int MaxMessageBytes = 1500;

    public static async Task Write(HttpResponse response, Answer answer, TimeSpan defaultRetryAfter)
    {
        response.ContentType = "application/grpc";

        // An error could travel in the headers alone, but OpenTelemetry's .NET SDK looks for the retry delay only in trailers.
        await response.StartAsync();
        if (answer.Outcome == Outcome.Accepted)
        {
            var message = ProtobufAnswer.Exported(answer);
            var frame = new byte[PrefixBytes + message.Length];
            BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), message.Length);
            message.CopyTo(frame, PrefixBytes);
            await response.Body.WriteAsync(frame);
            response.AppendTrailer("grpc-status", "0");
            return;
        }

        var status = StatusOf(answer.Outcome);
        var reason = Shorten(answer.Message);
        response.AppendTrailer("grpc-status", ((int)status).ToString(CultureInfo.InvariantCulture));
        response.AppendTrailer("grpc-message", PercentEncode(reason));
        if (answer.Outcome is Outcome.Busy or Outcome.Unavailable)
        {
            // OTLP: without RetryInfo a client takes RESOURCE_EXHAUSTED for final.
            var wait = answer.RetryAfter > TimeSpan.Zero ? answer.RetryAfter : defaultRetryAfter;
            var details = ProtobufAnswer.Status((int)status, reason, wait);
            response.AppendTrailer("grpc-status-details-bin", Convert.ToBase64String(details));
        }
    }

    private static string Shorten(string message)
    {
        Encoding.UTF8.GetEncoder().Convert(message, new byte[MaxMessageBytes], flush: true, out var chars, out _, out _);
        return message[..chars];
    }

    private static GrpcStatus StatusOf(Outcome outcome) => outcome switch
    {
        Outcome.Invalid => GrpcStatus.InvalidArgument,
        Outcome.TooSlow => GrpcStatus.DeadlineExceeded,
        Outcome.TooLarge or Outcome.Busy => GrpcStatus.ResourceExhausted,
        Outcome.UnsupportedMedia or Outcome.UnknownPath or Outcome.WrongMethod => GrpcStatus.Unimplemented,
        _ => GrpcStatus.Unavailable,
    };

    /// <summary>gRPC over HTTP/2, "Status-Message": printable ASCII but for the percent sign stands for itself.</summary>
    private static string PercentEncode(string message)
    {
        var encoded = new StringBuilder(message.Length);
        foreach (var b in Encoding.UTF8.GetBytes(message))
        {
            _ = b is >= 0x20 and <= 0x7e and not (byte)'%' ? encoded.Append((char)b) : encoded.Append(CultureInfo.InvariantCulture, $"%{b:X2}");
        }

        return encoded.ToString();
    }
}
