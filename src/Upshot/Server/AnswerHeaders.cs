namespace Upshot.Server;

/// <summary>What every answer says to browsers and caches, unless it says otherwise itself: take it for what it is, keep it nowhere, show it to no other site.</summary>
internal static class AnswerHeaders
{
    public static Task Set(HttpContext context, RequestDelegate next)
    {
        context.Response.OnStarting(() =>
        {
            var headers = context.Response.Headers;
            headers.XContentTypeOptions = "nosniff";
            headers.TryAdd("Cache-Control", "no-store");
            headers.TryAdd("Cross-Origin-Resource-Policy", "same-origin");
            return Task.CompletedTask;
        });
        return next(context);
    }
}
