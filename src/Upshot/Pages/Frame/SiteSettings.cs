using System.Net;

namespace Upshot.Pages.Frame;

/// <summary>What pages are told by the server that shows them.</summary>
/// <param name="Scheme">http or https, on all addresses.</param>
/// <param name="OtlpHttp">Null: it is not listened on.</param>
/// <param name="NeedsToken">Whether there is a key by now, so that senders and readers must show one.</param>
internal sealed record SiteSettings(string Scheme, IPEndPoint Http, IPEndPoint? OtlpHttp, IPEndPoint? OtlpGrpc, Func<bool> NeedsToken)
{
    /// <summary>Whether whoever asks may change something.</summary>
    public Func<HttpContext, bool> MayOperate { get; init; } = _ => false;
}
