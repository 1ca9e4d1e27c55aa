using System.Net;
using Shop.Faults;
using Shop.Flags;

namespace Shop.Hosting;

/// <summary>Flags and faults, looked at and changed while the service runs; only from the same machine.</summary>
internal static class AdminRoutes
{
    public sealed record Setting(double Value);

    public static void MapShopAdmin(this WebApplication app)
    {
        var admin = Admin(app);
        admin.MapGet("/flags", (ShopFlags flags) => flags.Shares());
        admin.MapPut("/flags/{name}", (string name, Setting setting, ShopFlags flags) => Answer(flags.Set(name, setting.Value)));
        admin.MapGet("/faults", (ActiveFaults faults) => faults.All());
        admin.MapPut("/faults/{name}", (string name, Setting setting, ActiveFaults faults) => Answer(faults.Set(name, setting.Value)));
        admin.MapDelete("/faults/{name}", (string name, ActiveFaults faults) => Answer(faults.Set(name, 0)));
    }

    /// <summary>Of the storefront alone.</summary>
    public static void MapShopSteps(this WebApplication app) =>
        Admin(app).MapPut("/steps", (ExtraStep[] wanted, ExtraSteps steps) => Answer(steps.Set(wanted)));

    private static RouteGroupBuilder Admin(WebApplication app) => app.MapGroup("/admin").AddEndpointFilter(async (context, next) =>
        context.HttpContext.Connection.RemoteIpAddress is { } caller && IPAddress.IsLoopback(caller)
            ? await next(context)
            : Results.Problem("The admin endpoints answer only callers on the same machine.", statusCode: 403));

    private static IResult Answer(string? mistake) => mistake is null ? Results.NoContent() : Results.Problem(mistake, statusCode: 400);
}
