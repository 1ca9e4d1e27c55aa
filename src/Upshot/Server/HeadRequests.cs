namespace Upshot.Server;

/// <summary>HEAD is GET without a body, on every route; the web server leaves the body out.</summary>
internal static class HeadRequests
{
    public static Task AsGet(HttpContext context, RequestDelegate next)
    {
        if (HttpMethods.IsHead(context.Request.Method))
        {
            context.Request.Method = HttpMethods.Get;
        }

        return next(context);
    }
}
