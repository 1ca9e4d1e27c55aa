using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Upshot.Observe.Otlp;

namespace Upshot.Observe.Receive.Grpc;

/// <summary>
/// OTLP/gRPC: the three Export calls, each one message up and one down. The protocol is spoken here and not by a gRPC
/// library, because a message must be counted while it arrives and while it inflates, and a library hands it over afterwards.
/// </summary>
/// <remarks>Source: grpc/doc/PROTOCOL-HTTP2.md.</remarks>
internal sealed class OtlpGrpc(OtlpReceiver receiver)
{
    private const int PrefixBytes = 5;

    private static readonly Answer MoreThanOne = new(Outcome.Invalid, "The call has more than one message.");

    private readonly ReceiverLimits _limits = receiver.Limits;
    private readonly Answer _tooLarge = Answer.TooLarge(receiver.Limits.MaxBodyBytes);

    public async Task Handle(HttpContext context)
    {
        var request = context.Request;
        if (request.ContentType is not { } contentType || !contentType.StartsWith("application/grpc", StringComparison.OrdinalIgnoreCase))
        {
            context.Response.StatusCode = StatusCodes.Status415UnsupportedMediaType;
            return;
        }

        var signal = SignalOf(request.Path.Value);
        var answer = await Receive(context, signal);
        receiver.Count(signal, "grpc", answer);
        if (!context.RequestAborted.IsCancellationRequested)
        {
            receiver.Note(answer);
            await GrpcAnswer.Write(context.Response, answer, _limits.RetryAfter);
        }
    }

    private static TelemetrySignal? SignalOf(string? path) => path switch
    {
        "/opentelemetry.proto.collector.trace.v1.TraceService/Export" => TelemetrySignal.Traces,
        "/opentelemetry.proto.collector.metrics.v1.MetricsService/Export" => TelemetrySignal.Metrics,
        "/opentelemetry.proto.collector.logs.v1.LogsService/Export" => TelemetrySignal.Logs,
        _ => null,
    };

    private async ValueTask<Answer> Receive(HttpContext context, TelemetrySignal? method)
    {
        var request = context.Request;
        if (method is not { } signal || !HttpMethods.IsPost(request.Method))
        {
            return new Answer(Outcome.UnknownPath, "OTLP has the method Export of TraceService, MetricsService and LogsService, and no other.") { Reason = NoticeReason.Path };
        }

        if (!IsProtobuf(request.ContentType!))
        {
            return new Answer(Outcome.UnsupportedMedia, "Messages must be protobuf: application/grpc or application/grpc+proto.");
        }

        var encoding = request.Headers["grpc-encoding"].ToString();
        if (Compressions.Parse(encoding) is not { } compression)
        {
            context.Response.Headers["grpc-accept-encoding"] = "identity,gzip,zstd,deflate";
            var said = $"The grpc-encoding is {encoding}; it must be gzip, zstd, deflate or identity.";
            return new Answer(Outcome.UnsupportedMedia, said) { Reason = NoticeReason.Encoding };
        }

        using var share = receiver.Admission.Enter();
        if (share is null)
        {
            return Answer.TooManyRequests;
        }

        context.Features.Get<IHttpMaxRequestBodySizeFeature>()?.MaxRequestBodySize = PrefixBytes + (long)_limits.MaxBodyBytes;
        var arrived = await Arrival.Timed(
            cancellation => ReadMessage(request.BodyReader, compression, share, cancellation), _tooLarge, _limits, context.RequestAborted);
        return arrived.Body is { } body ? await receiver.Accept(signal, body, context.RequestAborted) : arrived.Refusal;
    }

    private static bool IsProtobuf(string contentType)
    {
        var rest = contentType.AsSpan("application/grpc".Length);
        var end = rest.IndexOf(';');
        rest = (end < 0 ? rest : rest[..end]).TrimEnd();
        return rest.IsEmpty || rest.Equals("+proto", StringComparison.OrdinalIgnoreCase);
    }

    private async ValueTask<Arrived> ReadMessage(PipeReader reader, Compression compression, Admission.Admitted share, CancellationToken cancellation)
    {
        var start = await reader.ReadAtLeastAsync(PrefixBytes, cancellation);
        if (start.Buffer.Length < PrefixBytes)
        {
            reader.AdvanceTo(start.Buffer.End);
            return new Answer(Outcome.Invalid, "The call has no message.");
        }

        var (compressed, length) = ReadPrefix(start.Buffer);
        reader.AdvanceTo(start.Buffer.GetPosition(PrefixBytes));
        if (compressed is not (0 or 1) || (compressed == 1 && compression == Compression.None))
        {
            return new Answer(Outcome.Invalid, "The message is compressed in a way that grpc-encoding does not name.");
        }

        var limit = compressed == 1 ? _limits.MaxCompressedBytes : _limits.MaxBodyBytes;
        if (length > limit)
        {
            return compressed == 1 ? Answer.CompressedTooLarge(limit) : _tooLarge;
        }

        var message = await Arrival.ReadToEnd(reader, length, (int)length, MoreThanOne, share, cancellation);
        if (message.Body is not { } body)
        {
            return message;
        }

        if (body.Length < length)
        {
            using (body)
            {
                return new Answer(Outcome.Invalid, $"The message ends after {body.Length} of {length} bytes.");
            }
        }

        return compressed == 1 ? Inflation.Inflate(body, compression, _limits, share) : body;
    }

    private static (byte Compressed, uint Length) ReadPrefix(ReadOnlySequence<byte> buffer)
    {
        Span<byte> prefix = stackalloc byte[PrefixBytes];
        buffer.Slice(0, PrefixBytes).CopyTo(prefix);
        return (prefix[0], BinaryPrimitives.ReadUInt32BigEndian(prefix[1..]));
    }
}
