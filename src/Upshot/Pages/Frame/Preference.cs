namespace Upshot.Pages.Frame;

/// <summary>What a reader chose for all pages and a cookie keeps: local time instead of UTC, and updates without reload. Both need scripts; without them pages are as they are.</summary>
internal static class Preference
{
    private const string Time = "upshot-time", Live = "upshot-live";

    public static bool IsLocalTime(HttpContext context) => context.Request.Cookies[Time] == "local";

    public static bool IsLive(HttpContext context) => context.Request.Cookies[Live] == "on";

    /// <param name="time">local or utc; null: as it was.</param>
    /// <param name="live">on or off; null: as it was.</param>
    public static IResult Answer(HttpContext context, string? time, string? live, string? back)
    {
        Keep(context, Time, time, "local");
        Keep(context, Live, live, "on");
        return Results.LocalRedirect(Theme.Back(back));
    }

    private static void Keep(HttpContext context, string cookie, string? said, string value)
    {
        var options = new CookieOptions { Path = "/", SameSite = SameSiteMode.Lax, HttpOnly = true, Secure = context.Request.IsHttps, MaxAge = TimeSpan.FromDays(365), IsEssential = true };
        if (said == value)
        {
            context.Response.Cookies.Append(cookie, value, options);
        }
        else if (said is not null)
        {
            context.Response.Cookies.Delete(cookie, options);
        }
    }
}
