using System.Net;
using Upshot.Answers;
using Upshot.Observe.Stores;
using Upshot.Server;
using Upshot.Server.Access;

namespace Upshot.Pages.Frame;

/// <summary>What every page says about the server it comes from.</summary>
/// <param name="Product">Empty without a plan.</param>
/// <param name="OtlpHttp">Where services on the machine of the reader send OTLP over HTTP; empty: nowhere.</param>
public sealed record Site(string Product, string PlanDigest, DateTimeOffset Now, string Address, string OtlpHttp, string OtlpGrpc, bool NeedsToken)
{
    /// <summary>What was stored and is on no page; asked when the page is written, for its questions may find it out.</summary>
    public Func<IReadOnlyList<MissingRows>> Missing { get; init; } = () => [];

    internal static Site Of(HttpContext context)
    {
        var answers = context.RequestServices.GetRequiredService<AnswerService>();
        var options = context.RequestServices.GetRequiredService<ServerOptions>();
        return new(
            answers.Plan.Product, answers.Plan.Digest, answers.Now, Reached(options.Http, options, context), Reached(options.OtlpHttp, options, context), Reached(options.OtlpGrpc, options, context),
            context.RequestServices.GetRequiredService<KeyRing>().HasKey)
        {
            Missing = () => answers.Missing,
        };
    }

    // "Any address" cannot be sent to: what the reader's browser reached can.
    private static string Reached(IPEndPoint? address, ServerOptions options, HttpContext context)
    {
        if (address is null)
        {
            return "";
        }

        var isAny = address.Address.Equals(IPAddress.Any) || address.Address.Equals(IPAddress.IPv6Any);
        return isAny && context.Request.Host.HasValue ? $"{options.Scheme}://{context.Request.Host.Host}:{address.Port}" : $"{options.Scheme}://{address}";
    }
}
