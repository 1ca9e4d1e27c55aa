using Upshot.Observe.Receive;
using Upshot.Observe.State;

namespace Upshot.Server.Access;

/// <summary>On a route: which keys open it. A route that says nothing is opened by reading where it is asked with GET, and else by operating.</summary>
internal sealed record Needs(params Right[] Any)
{
    private static readonly Right[] s_send = [Right.Send], s_read = [Right.Read], s_operate = [Right.Operate];

    /// <summary>Null: everybody may.</summary>
    public static IReadOnlyList<Right>? Of(HttpContext context)
    {
        if (context.IsOtlp())
        {
            // A browser asks beforehand without a key; the receiver answers by the page's origin.
            return HttpMethods.IsOptions(context.Request.Method) ? null : s_send;
        }

        // Probes ask whether the server lives; they learn nothing else.
        return context.Request.Path == "/healthz" || context.Request.Path == "/readyz" ? null
            : context.GetEndpoint()?.Metadata.GetMetadata<Needs>() is { } said ? said.Any
            : HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method) ? s_read
            : s_operate;
    }
}
