using Upshot.Answers;
using Upshot.Observe.Stores;
using Upshot.Pages.Alerts;
using Upshot.Pages.Costs;
using Upshot.Pages.Explore;
using Upshot.Pages.Flags;
using Upshot.Pages.Frame;
using Upshot.Pages.Improve;
using Upshot.Pages.Ledgers;
using Upshot.Pages.Maps;
using Upshot.Pages.Objectives;
using Upshot.Pages.Operations;
using Upshot.Pages.Plans;
using Upshot.Pages.Releases;
using Upshot.Pages.Reports;
using Upshot.Pages.Runbooks;
using Upshot.Pages.Runtimes;
using Upshot.Pages.Search;
using Upshot.Pages.Services;
using Upshot.Pages.Traces;

namespace Upshot.Pages;

/// <summary>The addresses of the pages.</summary>
internal static class PageRoutes
{
    public static void AddTo(IServiceCollection services, Func<IServiceProvider, SiteSettings> settings, TimeProvider time)
    {
        services.AddSingleton(settings);
        services.AddSingleton<PageRenderer>();
        services.AddSingleton(new ReleaseAnswerCache(time));
    }

    /// <returns>Where more of their kind belongs.</returns>
    public static RouteGroupBuilder Map(WebApplication app)
    {
        app.MapGet("/assets/{hash}/{name}", PageAssets.Answer).ExcludeFromDescription();
        var pages = app.MapGroup("").ExcludeFromDescription().AddEndpointFilter(Frame);
        pages.MapGet("/", ObjectivesQuestion.Answer);
        pages.MapGet("/objectives/{name}", ObjectivesQuestion.AnswerOne);
        pages.MapGet("/operations", OperationsQuestion.Answer);
        pages.MapGet("/operations/{name}", OperationsQuestion.AnswerOne);
        pages.MapGet("/improve", ImproveQuestion.Answer);
        pages.MapGet("/cost", CostPageQuestion.Answer);
        pages.MapGet("/flags", FlagsPageQuestion.Answer);
        pages.MapGet("/flags/{name}", FlagsPageQuestion.AnswerOne);
        pages.MapGet("/plan", PlanQuestion.Answer);
        pages.MapGet("/runbooks", RunbooksQuestion.Answer);
        pages.MapGet("/runbooks/{*path}", RunbooksQuestion.AnswerOne);
        pages.MapGet("/search", SearchQuestion.Answer);
        pages.MapGet("/theme", Theme.Answer);
        pages.MapGet("/prefer", Preference.Answer);
        pages.MapGet("/live", LiveUpdates.Answer);
        pages.MapGet("/alerts", AlertsQuestion.Answer);
        pages.MapGet("/incidents/{id}", AlertsQuestion.AnswerOne);
        pages.MapGet("/releases", ReleasesQuestion.Answer);
        pages.MapGet("/releases/{version}", ReleasesQuestion.AnswerOne);
        pages.MapGet("/releases/{service}/{version}", ReleasesQuestion.AnswerOneOfService);
        pages.MapGet("/ledger", LedgerQuestion.Answer);
        pages.MapGet("/explore", ExplorePageQuestion.Answer);
        pages.MapGet("/traces", TracesQuestion.Answer);
        pages.MapGet("/traces/{id}", TracesQuestion.AnswerOne);
        pages.MapGet("/traces/{id}/rows", TraceRowsQuestion.Answer);
        pages.MapGet("/services", ServicesQuestion.Answer);
        pages.MapGet("/map", MapQuestion.Answer);
        pages.MapGet("/runtime", RuntimeQuestion.Answer);

        app.MapGet("/api/v1/report", ReportQuestion.Answer).WithSummary("One self-contained HTML file about a release or a period.").Produces<string>(contentType: "text/html");

        // No route of its own: one that takes everything would hide that an address is known and the method or the media type is wrong.
        app.Use((context, next) => context.GetEndpoint() is null ? NoSuchPage(context) : next(context));
        return pages;
    }

    private static async Task NoSuchPage(HttpContext context)
    {
        if (context.Request.Path.StartsWithSegments("/api"))
        {
            throw new QuestionException("There is no such address; /openapi/v1.json lists them.");
        }

        SetHeaders(context);
        await (await Error(context, "There is no such page.", StatusCodes.Status404NotFound)).ExecuteAsync(context);
    }

    private static void SetHeaders(HttpContext context)
    {
        PageHeaders.Set(context.Response.Headers);
        context.Response.Headers.CacheControl = "no-store";
    }

    private static Task<IResult> Error(HttpContext context, string message, int status) => context.RequestServices.GetRequiredService<PageRenderer>().Render<ErrorPage>(
        new() { [nameof(ErrorPage.Message)] = message, [nameof(ErrorPage.Site)] = Site.Of(context) }, status);

    /// <summary>Headers on everything, and a page for what cannot be answered; the API keeps its problems in JSON.</summary>
    private static async ValueTask<object?> Frame(EndpointFilterInvocationContext invocation, EndpointFilterDelegate next)
    {
        var context = invocation.HttpContext;
        SetHeaders(context);
        try
        {
            return await next(invocation);
        }
        catch (Exception e) when (e is not OperationCanceledException && !context.Request.Path.StartsWithSegments("/api"))
        {
            var isKnown = e is QuestionException or AnswerTooLargeException or BadHttpRequestException or StoreException;
            if (!isKnown)
            {
                context.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger("Upshot.Pages").LogError(e, "{Path} failed", context.Request.Path);
            }

            return await Error(
                context,
                isKnown ? e.Message : "The server failed to answer; its log says why.",
                e is StoreException ? StatusCodes.Status503ServiceUnavailable : e is UnreadableException or UnusableException or AnswerTooLargeException or BadHttpRequestException || (isKnown && HttpMethods.IsPost(context.Request.Method)) ? StatusCodes.Status400BadRequest : isKnown ? StatusCodes.Status404NotFound : StatusCodes.Status500InternalServerError);
        }
    }
}
