using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Upshot.Observe.Otlp;
using Upshot.Observe.Otlp.Json;

namespace Upshot.Observe.Receive.Http;

/// <summary>OTLP/HTTP: POST to /v1/traces, /v1/metrics and /v1/logs, protobuf or JSON, plain or compressed.</summary>
internal sealed class OtlpHttp(OtlpReceiver receiver)
{
    private readonly ReceiverLimits _limits = receiver.Limits;
    private readonly Answer _tooLarge = Answer.TooLarge(receiver.Limits.MaxBodyBytes);
    private readonly Answer _compressedTooLarge = Answer.CompressedTooLarge(receiver.Limits.MaxCompressedBytes);
    private readonly MinDataRate _minDataRate = new(receiver.Limits.MinBytesPerSecond, receiver.Limits.ReadGrace);

    public async Task Handle(HttpContext context)
    {
        if (Cors.Answer(context, _limits.AllowedOrigins))
        {
            return;
        }

        var media = MediaTypes.Parse(context.Request.ContentType);
        var signal = SignalAt(context.Request.Path.Value);
        var answer = await Receive(context, signal, media);
        receiver.Count(signal, "http", answer);
        if (context.RequestAborted.IsCancellationRequested)
        {
            return;
        }

        receiver.Note(answer);
        if (answer.Outcome is Outcome.TooLarge or Outcome.TooSlow)
        {
            // There is more to come that nobody wants to read.
            context.Response.Headers.Connection = "close";
        }

        await HttpAnswer.Write(context.Response, answer, signal, media, _limits.RetryAfter);
    }

    private static TelemetrySignal? SignalAt(string? path) => path switch
    {
        "/v1/traces" => TelemetrySignal.Traces,
        "/v1/metrics" => TelemetrySignal.Metrics,
        "/v1/logs" => TelemetrySignal.Logs,
        _ => null,
    };

    private async ValueTask<Answer> Receive(HttpContext context, TelemetrySignal? path, MediaType media)
    {
        if (path is not { } signal)
        {
            var isMeant = HttpMethods.IsPost(context.Request.Method);
            return new Answer(Outcome.UnknownPath, $"Telemetry is received at /v1/traces, /v1/metrics and /v1/logs, and not at {Shown(context.Request.Path.ToString())}.") { Reason = isMeant ? NoticeReason.Path : null };
        }

        if (!HttpMethods.IsPost(context.Request.Method))
        {
            context.Response.Headers.Allow = "POST";
            return new Answer(Outcome.WrongMethod, "Telemetry is sent with POST.");
        }

        if (media == MediaType.Unsupported)
        {
            return new Answer(Outcome.UnsupportedMedia, $"The Content-Type is {Shown(context.Request.ContentType is { Length: > 0 } type ? type : "missing")}; it must be application/x-protobuf or application/json (UTF-8).");
        }

        if (Compressions.Parse(context.Request.Headers.ContentEncoding.ToString()) is not { } compression)
        {
            context.Response.Headers.AcceptEncoding = Compressions.Spoken;
            var said = $"The Content-Encoding is {Shown(context.Request.Headers.ContentEncoding.ToString())}; it must be gzip, zstd, deflate or identity.";
            return new Answer(Outcome.UnsupportedMedia, said) { Reason = NoticeReason.Encoding };
        }

        using var share = receiver.Admission.Enter();
        if (share is null)
        {
            return Answer.TooManyRequests;
        }

        var arrived = await Read(context, compression, share);
        if (arrived.Body is not { } body)
        {
            return arrived.Refusal;
        }

        if (media != MediaType.Json)
        {
            return await receiver.Accept(signal, body, context.RequestAborted);
        }

        var unknown = new UnknownFields();
        arrived = Transcode(body, signal, share, unknown);
        if (arrived.Body is not { } protobuf)
        {
            return arrived.Refusal;
        }

        var answer = await receiver.Accept(signal, protobuf, context.RequestAborted);
        return answer is { Outcome: Outcome.Accepted, IsEmpty: true } && unknown.Hint(signal) is { } hint ? answer with { Message = hint, Reason = NoticeReason.NotOtlp } : answer;
    }

    // A header and a path are as long as a client makes them.
    private static string Shown(string text) => text.Length <= 40 ? text : text[..40] + "…";

    private Arrived Transcode(RequestBuffer json, TelemetrySignal signal, Admission.Admitted share, UnknownFields unknown)
    {
        using var source = json;
        var protobuf = new RequestBuffer(json.Length);
        var wrong = JsonTranscoder.Transcode(json.Bytes, signal, protobuf, _limits.MaxBodyBytes, unknown);
        var refusal = protobuf.Length > _limits.MaxBodyBytes ? _tooLarge
            : wrong is not null ? new Answer(Outcome.Invalid, wrong)
            : share.TryHold(protobuf.Length) ? (Answer?)null
            : Answer.TooMuchInFlight;
        if (refusal is not { } no)
        {
            return protobuf;
        }

        ((IDisposable)protobuf).Dispose();
        return no;
    }

    private async ValueTask<Arrived> Read(HttpContext context, Compression compression, Admission.Admitted share)
    {
        var isCompressed = compression != Compression.None;
        var limit = isCompressed ? _limits.MaxCompressedBytes : _limits.MaxBodyBytes;
        var tooLarge = isCompressed ? _compressedTooLarge : _tooLarge;
        var request = context.Request;
        context.Features.Get<IHttpMaxRequestBodySizeFeature>()?.MaxRequestBodySize = limit;
        context.Features.Get<IHttpMinRequestBodyDataRateFeature>()?.MinDataRate = _minDataRate;
        var arrived = await Arrival.Timed(
            cancellation => Arrival.ReadToEnd(request.BodyReader, request.ContentLength, limit, tooLarge, share, cancellation),
            tooLarge,
            _limits,
            context.RequestAborted);
        return isCompressed && arrived.Body is { } compressed ? Inflation.Inflate(compressed, compression, _limits, share) : arrived;
    }
}
