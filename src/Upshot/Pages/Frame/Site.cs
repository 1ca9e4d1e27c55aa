using System.Net;
using Upshot.Answers;
using Upshot.Observe.Stores;

namespace Upshot.Pages.Frame;

/// <summary>What every page says about the server it comes from.</summary>
/// <param name="Product">Empty without a plan.</param>
/// <param name="OtlpHttp">Where services on the machine of the reader send OTLP over HTTP; empty: nowhere.</param>
public sealed record Site(string Product, string PlanDigest, DateTimeOffset Now, string Address, string OtlpHttp, string OtlpGrpc, bool NeedsToken)
{
    /// <summary>What was stored and is on no page; asked when the page is written, for its questions may find it out.</summary>
    public Func<IReadOnlyList<MissingRows>> Missing { get; init; } = () => [];

    public View View { get; init; } = new();

    /// <summary>light or dark; null: as the reader's system is.</summary>
    public string? Theme { get; init; }

    /// <summary>Times are shown as the reader's clock has them, where scripts run.</summary>
    public bool IsLocalTime { get; init; }

    /// <summary>The page updates by itself, where scripts run.</summary>
    public bool IsLive { get; init; }

    /// <summary>The page becomes a file of its own: it holds its style sheet, and no navigation.</summary>
    public bool IsFile { get; init; }

    /// <summary>Whether the reader may change something: then pages have forms.</summary>
    public Func<bool> MayOperate { get; init; } = () => false;

    /// <summary>What forms show; asked for, it becomes a cookie.</summary>
    public Func<string> FormToken { get; init; } = () => "";

    /// <summary>Path and query of the page.</summary>
    public string Here { get; init; } = "/";

    /// <summary>A page for the same part of the data.</summary>
    public string Link(string path, params (string Name, string Value)[] more) => View.Link(path, more);

    internal static Site Of(HttpContext context)
    {
        var answers = context.RequestServices.GetRequiredService<AnswerService>();
        var settings = context.RequestServices.GetRequiredService<SiteSettings>();
        return new(
            answers.Plan.Product, answers.Plan.Digest, answers.Now, Reached(settings.Http, settings, context), Reached(settings.OtlpHttp, settings, context), Reached(settings.OtlpGrpc, settings, context),
            settings.NeedsToken())
        {
            Missing = () => answers.Missing,
            MayOperate = () => settings.MayOperate(context),
            FormToken = () => Forms.FormToken.Of(context),
            View = View.Of(context.Request.Query),
            Theme = Frame.Theme.Of(context),
            IsLocalTime = Preference.IsLocalTime(context),
            IsLive = Preference.IsLive(context),
            Here = context.Request.Path.ToUriComponent() + context.Request.QueryString.ToUriComponent(),
        };
    }

    // "Any address" cannot be sent to: what the reader's browser reached can.
    private static string Reached(IPEndPoint? address, SiteSettings settings, HttpContext context)
    {
        if (address is null)
        {
            return "";
        }

        var isAny = address.Address.Equals(IPAddress.Any) || address.Address.Equals(IPAddress.IPv6Any);
        return isAny && context.Request.Host.HasValue ? $"{settings.Scheme}://{context.Request.Host.Host}:{address.Port}" : $"{settings.Scheme}://{address}";
    }
}
