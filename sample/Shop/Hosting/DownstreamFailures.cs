using System.Diagnostics;

namespace Shop.Hosting;

/// <summary>A failure of a service behind this one is answered with 502, and said in its log.</summary>
internal sealed class DownstreamFailures(RequestDelegate next)
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
            Shop.DownstreamFailed.Write(context.Request.Method, (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "unknown", e);
            context.Response.StatusCode = StatusCodes.Status502BadGateway;
        }
    }
}
