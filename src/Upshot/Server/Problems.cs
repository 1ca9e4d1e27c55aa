using Microsoft.AspNetCore.Diagnostics;
using Upshot.Answers;
using Upshot.Observe.Stores;
using Upshot.Observe.Stores.DuckDb.Questions;

namespace Upshot.Server;

/// <summary>Questions that cannot be answered, as RFC 9457 problems: a sentence, never a stack trace.</summary>
internal static class Problems
{
    /// <summary>For what routing itself refuses, without a word: a method or a media type that an address does not take.</summary>
    public static Task AnswerStatus(StatusCodeContext status) => Results.Problem(
        title: status.HttpContext.Response.StatusCode switch
        {
            StatusCodes.Status405MethodNotAllowed => $"{status.HttpContext.Request.Path} does not take {status.HttpContext.Request.Method}; /openapi/v1.json lists what it takes.",
            StatusCodes.Status415UnsupportedMediaType => "The Content-Type must be application/json.",
            _ => null,
        },
        statusCode: status.HttpContext.Response.StatusCode).ExecuteAsync(status.HttpContext);

    public static async Task Answer(HttpContext context, RequestDelegate next)
    {
        try
        {
            await next(context);
        }
        catch (Exception e) when (!context.Response.HasStarted)
        {
            var (status, title) = e switch
            {
                UnusableException => (StatusCodes.Status422UnprocessableEntity, e.Message),
                UnreadableException => (StatusCodes.Status400BadRequest, e.Message),
                QuestionException => (StatusCodes.Status404NotFound, e.Message),
                StoreException => (StatusCodes.Status503ServiceUnavailable, e.Message),
                QueriesBusyException => (StatusCodes.Status429TooManyRequests, e.Message),
                AnswerTooLargeException => (StatusCodes.Status400BadRequest, e.Message),
                QueryException => (StatusCodes.Status400BadRequest, e.Message),
                BadHttpRequestException bad => (bad.StatusCode, UnreadableBody.Of(bad)),
                OperationCanceledException when context.RequestAborted.IsCancellationRequested => (StatusCodes.Status499ClientClosedRequest, "The client closed the connection."),
                _ => (StatusCodes.Status500InternalServerError, "The server failed to answer; its log says why."),
            };
            if (status == StatusCodes.Status500InternalServerError)
            {
                context.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger("Upshot.Api").LogError(e, "{Path} failed", context.Request.Path);
            }

            if (status == StatusCodes.Status429TooManyRequests)
            {
                context.Response.Headers.RetryAfter = "5";
            }

            await Results.Problem(title: title, statusCode: status).ExecuteAsync(context);
        }
    }
}
