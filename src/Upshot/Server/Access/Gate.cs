using System.Globalization;
using Upshot.Observe.State;

namespace Upshot.Server.Access;

/// <summary>Lets in whoever shows a key that opens what is asked for; says who it was to those that write it down.</summary>
internal sealed class Gate(KeyRing keys, WrongKeys wrong, bool isForQuestions, ILogger log)
{
    private static readonly string s_here = $"{Environment.UserName}, without a server";

    public async Task Pass(HttpContext context, RequestDelegate next)
    {
        if (Needs.Of(context) is not { } needed || keys.IsOpen)
        {
            await next(context);
            return;
        }

        var shown = Credentials.ShownIn(context.Request);
        var holder = shown is null ? null : keys.Find(shown);
        if (holder is not null && !wrong.Believes(context.Connection.RemoteIpAddress, holder.Id))
        {
            await TooMany(context);
        }
        else if (holder is null)
        {
            await (shown is null || !IsTooMany(context) ? Unknown(context) : TooMany(context));
        }
        else if (!holder.Opens(needed))
        {
            await Refuse(context, StatusCodes.Status403Forbidden, $"This key may {Word(holder.May)}; this needs one that may {string.Join(" or ", needed.Select(Word))}.\n");
        }
        else
        {
            context.Features.Set(holder);
            await next(context);
        }
    }

    /// <summary>Whether somebody who may ask without a key learns more than that the server is there.</summary>
    public bool Knows(HttpContext context) => keys.IsOpen || (Credentials.ShownIn(context.Request) is { } shown && keys.Find(shown) is { } holder && holder.Opens([Right.Read]));

    public Actor ActorOf(HttpContext context) => new(
        isForQuestions ? s_here : context.Features.Get<KeyHolder>()?.Who ?? "somebody on this machine, without a key",
        context.Connection.RemoteIpAddress?.ToString() ?? "unknown");

    private bool IsTooMany(HttpContext context)
    {
        var address = context.Connection.RemoteIpAddress;
        var count = wrong.Count(address);
        if (count is 1 or WrongKeys.Most)
        {
            log.LogWarning("A wrong key was shown from {Address} for {Path}, {Count} within a minute, {Total} in all{Then}", address, context.Request.Path, count, wrong.Total, count == WrongKeys.Most ? "; it is not listened to for the rest of the minute" : "");
        }

        return count > WrongKeys.Most;
    }

    private static Task Unknown(HttpContext context)
    {
        context.Response.Headers.WWWAuthenticate = "Basic realm=\"Upshot\", charset=\"UTF-8\"";
        return Refuse(context, StatusCodes.Status401Unauthorized, "Authentication required: send `Authorization: Bearer …` with a key (upshot key new makes one)\n");
    }

    private Task TooMany(HttpContext context)
    {
        context.Response.Headers.RetryAfter = wrong.Window.TotalSeconds.ToString("0", CultureInfo.InvariantCulture);
        return Refuse(context, StatusCodes.Status429TooManyRequests, "Too many wrong keys came from this address: try again in a minute\n");
    }

    private static Task Refuse(HttpContext context, int status, string text)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(text);
    }

    private static string Word(Right right) => right.ToString().ToLowerInvariant();
}
