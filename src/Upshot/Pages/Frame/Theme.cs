namespace Upshot.Pages.Frame;

/// <summary>Light or dark, as the reader chose it, or as the reader's system is. A cookie keeps the choice; it is no secret, and nothing but the colours rests on it.</summary>
internal static class Theme
{
    private const string Cookie = "upshot-theme";

    /// <summary>Null: as the system is.</summary>
    public static string? Of(HttpContext context) => context.Request.Cookies[Cookie] is "light" or "dark" ? context.Request.Cookies[Cookie] : null;

    public static IResult Answer(HttpContext context, string? to, string? back)
    {
        var cookie = new CookieOptions { Path = "/", SameSite = SameSiteMode.Lax, HttpOnly = true, Secure = context.Request.IsHttps, MaxAge = TimeSpan.FromDays(365), IsEssential = true };
        if (to is "light" or "dark")
        {
            context.Response.Cookies.Append(Cookie, to, cookie);
        }
        else
        {
            context.Response.Cookies.Delete(Cookie, cookie);
        }

        return Results.LocalRedirect(Back(back));
    }

    /// <summary>Where to go after a choice: the page that it was made on.</summary>
    public static string Back(string? address) => address is not null && IsHere(address) ? address : "/";

    /// <summary>No other site: two slashes begin the address of one, and browsers take a backslash for a slash.</summary>
    private static bool IsHere(string address) => address.Length is > 0 and < 2000 && address[0] == '/' && (address.Length == 1 || address[1] is not ('/' or '\\')) && !address.Any(char.IsControl);
}
