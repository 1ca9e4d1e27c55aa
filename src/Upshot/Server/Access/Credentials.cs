using System.Text;

namespace Upshot.Server.Access;

/// <summary>The key that a request shows: as a bearer token, or, from a browser, as the password of basic authentication.</summary>
internal static class Credentials
{
    /// <summary>Null: none.</summary>
    public static string? ShownIn(HttpRequest request)
    {
        var header = request.Headers.Authorization.ToString();
        var shown = header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) ? header[7..].Trim()
            : header.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase) ? PasswordOf(header[6..].Trim())
            : header;
        return shown.Length == 0 ? null : shown;
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
}
