using Upshot.Observe.Receive;

namespace Upshot.Server;

/// <summary>
/// Refuses what a page of another site has a browser send: a browser shows the reader's key, and reaches servers on the reader's machine,
/// whoever wrote the page. Asking is harmless, for other sites cannot read the answer.
/// </summary>
internal static class CrossSite
{
    public static bool Allow(HttpContext context, IReadOnlyList<string> otlpOrigins)
    {
        var request = context.Request;
        if (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || HttpMethods.IsOptions(request.Method))
        {
            return true;
        }

        var origin = request.Headers.Origin.ToString();
        if (context.IsOtlp())
        {
            return origin.Length == 0 ? !IsOtherSite(request.Headers["Sec-Fetch-Site"].ToString()) : Origins.Allow(otlpOrigins, origin);
        }

        // A browser tells where the page comes from in a header that no page can set; older ones tell the origin alone.
        return request.Headers["Sec-Fetch-Site"].ToString() is { Length: > 0 } site ? !IsOtherSite(site)
            : origin.Length == 0 || (Uri.TryCreate(origin, UriKind.Absolute, out var from) && from.Authority.Equals(request.Host.Value, StringComparison.OrdinalIgnoreCase));
    }

    public static Task Refuse(HttpContext context) => Results
        .Problem(
            title: context.IsOtlp()
                ? $"Pages of {Shown(context)} may not send telemetry here: name their origin in --otlp-origins."
                : "This was sent by a page of another site, which may change nothing here.",
            statusCode: StatusCodes.Status403Forbidden)
        .ExecuteAsync(context);

    private static bool IsOtherSite(string fetchSite) => fetchSite.Length > 0 && fetchSite is not ("same-origin" or "none");

    private static string Shown(HttpContext context) => context.Request.Headers.Origin.ToString() is { Length: > 0 and <= 200 } origin ? origin : "other sites";
}
