using System.Security.Cryptography;
using System.Text;

namespace Upshot.Server;

/// <summary>One secret for senders and readers: as a bearer token, or, for a browser, as the password of basic authentication.</summary>
internal static class Authorization
{
    public static bool Check(HttpContext context, string token)
    {
        // Probes ask whether the server lives; they learn nothing else.
        if (context.Request.Path == "/healthz" || context.Request.Path == "/readyz")
        {
            return true;
        }

        return ShowsToken(context, token);
    }

    public static bool ShowsToken(HttpContext context, string token)
    {
        var header = context.Request.Headers.Authorization.ToString();
        return header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) ? Same(header[7..].Trim(), token)
            : header.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase) && Same(PasswordOf(header[6..].Trim()), token);
    }

    public static Task Refuse(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status401Unauthorized;
        context.Response.Headers.WWWAuthenticate = "Basic realm=\"Upshot\", charset=\"UTF-8\"";
        return context.Response.WriteAsync("Authentication required: send `Authorization: Bearer …`\n");
    }

    private static string PasswordOf(string basic)
    {
        var buffer = new byte[basic.Length];
        if (!Convert.TryFromBase64String(basic, buffer, out var length))
        {
            return "";
        }

        var pair = Encoding.UTF8.GetString(buffer, 0, length);
        return pair[(pair.IndexOf(':') + 1)..];
    }

    private static bool Same(string shown, string token) =>
        CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(shown)), SHA256.HashData(Encoding.UTF8.GetBytes(token)));
}
