using System.Diagnostics;

namespace Shop.Hosting;

/// <summary>A failure of a service behind this one is answered with 502, and said in its log.</summary>
internal sealed class DownstreamFailures(RequestDelegate next, ILogger<DownstreamFailures> log)
{
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
        }
        catch (DownstreamException e) when (!context.Response.HasStarted)
        {
            Activity.Current?.AddException(e);
            log.LogWarning("{Method} {Path} failed: {Cause}", context.Request.Method, context.Request.Path, e.Message);
            context.Response.StatusCode = StatusCodes.Status502BadGateway;
        }
    }
}
