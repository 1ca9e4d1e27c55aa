using System.Security.Cryptography;
using System.Text;

namespace Upshot.Pages.Forms;

/// <summary>
/// Shows that a form was sent from a page of this server: the page holds what a cookie says, and no other site can read or send that cookie. It stands beside the check
/// of where a request comes from, for browsers that do not tell.
/// </summary>
internal static class FormToken
{
    public const string Field = "form-token";
    private const string Cookie = "upshot-form";
    private const int Bytes = 16;

    /// <summary>For a page that holds a form; makes the cookie where there is none.</summary>
    public static string Of(HttpContext context)
    {
        if (context.Items.TryGetValue(Cookie, out var made))
        {
            return (string)made!;
        }

        var token = Kept(context) ?? Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(Bytes));
        if (Kept(context) is null && !context.Response.HasStarted)
        {
            context.Response.Cookies.Append(Cookie, token, new() { Path = "/", SameSite = SameSiteMode.Strict, HttpOnly = true, Secure = context.Request.IsHttps, IsEssential = true });
        }

        context.Items[Cookie] = token;
        return token;
    }

    public static bool IsShown(HttpContext context, IFormCollection form) =>
        Kept(context) is { } kept && form[Field] is [{ } shown] && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(shown), Encoding.UTF8.GetBytes(kept));

    private static string? Kept(HttpContext context) => context.Request.Cookies[Cookie] is { Length: 2 * Bytes } text && text.All(char.IsAsciiHexDigit) ? text : null;
}
