namespace Upshot.Server;

/// <summary>
/// The names under which a server without keys answers. A page from elsewhere can have its own name lead to this machine (DNS
/// rebinding), and its reader's browser would then hand it all that is stored. A name that only this machine knows cannot be made to.
/// </summary>
internal static class LocalNames
{
    public const string Variable = "UPSHOT_HOSTS";

    public static bool Allow(HostString host, string? allowed) =>
        !host.HasValue
        || Uri.CheckHostName(host.Host) is UriHostNameType.IPv4 or UriHostNameType.IPv6
        || IsLocal(host.Host)
        || (allowed ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Contains(host.Host, StringComparer.OrdinalIgnoreCase);

    public static Task Refuse(HttpContext context) => Results
        .Problem(title: $"Without a key this server does not answer under the name {context.Request.Host.Host}: make keys (upshot key new --may operate), or name it in {Variable}.", statusCode: StatusCodes.Status403Forbidden)
        .ExecuteAsync(context);

    // Reserved: no public name ends so (RFC 6761, and .internal by ICANN), as containers call their host.
    private static bool IsLocal(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase)
        || host.EndsWith(".internal", StringComparison.OrdinalIgnoreCase);
}
