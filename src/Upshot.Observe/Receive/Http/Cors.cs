using Microsoft.AspNetCore.Http;

namespace Upshot.Observe.Receive.Http;

/// <summary>Lets pages of named origins send telemetry. Nobody is named unless the operator says so.</summary>
internal static class Cors
{
    /// <returns>True when the request was a browser's question beforehand, and is answered.</returns>
    public static bool Answer(HttpContext context, IReadOnlyList<string> allowedOrigins)
    {
        if (allowedOrigins.Count == 0)
        {
            return false;
        }

        var response = context.Response;
        response.Headers.Vary = "Origin";
        var origin = context.Request.Headers.Origin.ToString();
        if (!Origins.Allow(allowedOrigins, origin))
        {
            return false;
        }

        response.Headers.AccessControlAllowOrigin = origin;
        response.Headers["Cross-Origin-Resource-Policy"] = "cross-origin";
        if (!HttpMethods.IsOptions(context.Request.Method) || context.Request.Headers.AccessControlRequestMethod.Count == 0)
        {
            return false;
        }

        response.Headers.AccessControlAllowMethods = "POST";
        response.Headers.AccessControlAllowHeaders = context.Request.Headers.AccessControlRequestHeaders;
        response.Headers.AccessControlMaxAge = "7200";
        response.StatusCode = StatusCodes.Status204NoContent;
        return true;
    }
}
