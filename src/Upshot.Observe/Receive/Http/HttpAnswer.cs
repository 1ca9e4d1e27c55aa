using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Upshot.Observe.Otlp;

namespace Upshot.Observe.Receive.Http;

/// <summary>Puts an answer into OTLP/HTTP: status code, headers, and a body in the media type of the request.</summary>
internal static class HttpAnswer
{
    public static Task Write(HttpResponse response, in Answer answer, TelemetrySignal? signal, MediaType media, TimeSpan defaultRetryAfter)
    {
        response.StatusCode = StatusOf(answer.Outcome);
        if (answer.Outcome is Outcome.Busy or Outcome.Unavailable)
        {
            var wait = answer.RetryAfter > TimeSpan.Zero ? answer.RetryAfter : defaultRetryAfter;
            response.Headers.RetryAfter = Math.Max(1, Math.Ceiling(wait.TotalSeconds)).ToString("0");
        }

        var accepted = answer.Outcome == Outcome.Accepted;
        byte[] body;
        if (media == MediaType.Protobuf)
        {
            response.ContentType = MediaTypes.Protobuf;
            body = accepted ? ProtobufAnswer.Exported(answer) : ProtobufAnswer.Status(RpcCodeOf(answer.Outcome), answer.Message, default);
        }
        else
        {
            // Also for a media type that we do not speak: people read it.
            response.ContentType = MediaTypes.Json;
            body = accepted ? ExportedJson(answer, signal) : StatusJson(answer);
        }

        response.ContentLength = body.Length;
        return body.Length == 0 ? Task.CompletedTask : response.Body.WriteAsync(body, 0, body.Length);
    }

    private static int StatusOf(Outcome outcome) => outcome switch
    {
        Outcome.Accepted => StatusCodes.Status200OK,
        Outcome.Invalid => StatusCodes.Status400BadRequest,
        Outcome.UnknownPath => StatusCodes.Status404NotFound,
        Outcome.WrongMethod => StatusCodes.Status405MethodNotAllowed,
        Outcome.TooSlow => StatusCodes.Status408RequestTimeout,
        Outcome.TooLarge => StatusCodes.Status413PayloadTooLarge,
        Outcome.UnsupportedMedia => StatusCodes.Status415UnsupportedMediaType,
        Outcome.Busy => StatusCodes.Status429TooManyRequests,
        _ => StatusCodes.Status503ServiceUnavailable,
    };

    /// <summary>The gRPC code that names the same thing (google/rpc/code.proto).</summary>
    private static int RpcCodeOf(Outcome outcome) => outcome switch
    {
        Outcome.TooSlow => 4,
        Outcome.UnknownPath => 5,
        Outcome.TooLarge or Outcome.Busy => 8,
        Outcome.WrongMethod => 12,
        Outcome.Unavailable => 14,
        _ => 3,
    };

    private static byte[] ExportedJson(Answer answer, TelemetrySignal? signal)
    {
        if (answer.Rejected <= 0 && answer.Message.Length == 0)
        {
            return "{}"u8.ToArray();
        }

        return Json(json =>
        {
            json.WriteStartObject("partialSuccess");
            if (answer.Rejected > 0)
            {
                var name = signal switch
                {
                    TelemetrySignal.Traces => "rejectedSpans",
                    TelemetrySignal.Metrics => "rejectedDataPoints",
                    _ => "rejectedLogRecords",
                };
                json.WriteString(name, answer.Rejected.ToString());
            }

            if (answer.Message.Length > 0)
            {
                json.WriteString("errorMessage", answer.Message);
            }

            json.WriteEndObject();
        });
    }

    private static byte[] StatusJson(Answer answer) => Json(json =>
    {
        json.WriteNumber("code", RpcCodeOf(answer.Outcome));
        json.WriteString("message", answer.Message);
    });

    private static byte[] Json(Action<Utf8JsonWriter> write)
    {
        var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        return stream.ToArray();
    }
}
