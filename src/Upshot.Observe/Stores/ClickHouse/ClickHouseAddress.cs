using System.Globalization;

namespace Upshot.Observe.Stores.ClickHouse;

/// <summary>A server's HTTP interface.</summary>
public sealed record ClickHouseHost(string Name, ushort Port)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{(Name.Contains(':') ? $"[{Name}]" : Name)}:{Port}");
}

/// <summary>
/// Where a ClickHouse is: <c>clickhouse://user@host:port/database?cluster=NAME</c>, over TLS <c>clickhouses://</c>. Several hosts, with commas between them, are tried in turn;
/// of a cluster one of each shard's replicas at least. The port is that of the HTTP interface. There is never a password in it.
/// </summary>
/// <param name="Cluster">As the servers' <c>remote_servers</c> call it; null: one server.</param>
public sealed record ClickHouseAddress(bool IsSecure, IReadOnlyList<ClickHouseHost> Hosts, string User, string Database, string? Cluster)
{
    /// <summary>The environment variable that holds the password.</summary>
    public const string PasswordVariable = "UPSHOT_CLICKHOUSE_PASSWORD";

    private const string Clear = "clickhouse://", Secure = "clickhouses://";

    /// <summary>What an address looks like, for messages.</summary>
    public const string Form = "clickhouse://USER@HOST:PORT/DATABASE?cluster=NAME";

    /// <exception cref="StoreException">It is none; the message says why.</exception>
    public static ClickHouseAddress Parse(string text)
    {
        var isSecure = text.StartsWith(Secure, StringComparison.OrdinalIgnoreCase);
        if (!isSecure && !text.StartsWith(Clear, StringComparison.OrdinalIgnoreCase))
        {
            throw new StoreException($"\"{Shown(text)}\" is no address of a store: write {Form}, or leave --store out and name a directory with --data.");
        }

        var rest = text[(isSecure ? Secure : Clear).Length..];
        var (before, query) = Cut(rest, '?');
        var (authority, path) = Cut(before, '/');
        var at = authority.LastIndexOf('@');
        var user = at < 0 ? "default" : Uri.UnescapeDataString(authority[..at]);
        if (user.Contains(':'))
        {
            throw new StoreException($"The password does not belong into the address, which others can see: write {Form}, and put the password into {PasswordVariable}.");
        }

        var hosts = authority[(at + 1)..].Split(',').Select(h => Host(h, isSecure)).ToList();
        var database = path.Length == 0 ? "upshot" : Name(Uri.UnescapeDataString(path), "database");
        return new(isSecure, hosts, user.Length == 0 ? "default" : user, database, ClusterOf(query));
    }

    /// <summary>One of the hosts.</summary>
    public Uri At(ClickHouseHost host) => new($"{(IsSecure ? "https" : "http")}://{host}/");

    public override string ToString() => $"{(IsSecure ? Secure : Clear)}{Uri.EscapeDataString(User)}@{string.Join(',', Hosts)}/{Database}{(Cluster is null ? "" : $"?cluster={Cluster}")}";

    private static string? ClusterOf(string query)
    {
        string? cluster = null;
        foreach (var part in query.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var (key, value) = Cut(part, '=');
            cluster = key == "cluster" && value.Length > 0
                ? Name(Uri.UnescapeDataString(value), "cluster")
                : throw new StoreException($"\"{key}\" is no setting of a ClickHouse address: there is cluster=NAME alone.");
        }

        return cluster;
    }

    private static ClickHouseHost Host(string text, bool isSecure)
    {
        ushort port = isSecure ? (ushort)8443 : (ushort)8123;
        var colon = text.EndsWith(']') ? -1 : text.LastIndexOf(':');
        var name = (colon < 0 ? text : text[..colon]).Trim('[', ']');
        if (name.Length == 0 || Uri.CheckHostName(name) == UriHostNameType.Unknown || (colon >= 0 && (!ushort.TryParse(text[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out port) || port == 0)))
        {
            throw new StoreException($"\"{text}\" is no host of a ClickHouse: write {Form}, with the port of its HTTP interface (8123 where none is said).");
        }

        return new(name, port);
    }

    // Names stand in statements: what needs no escaping cannot be escaped wrongly.
    private static string Name(string text, string what) => text.Length is > 0 and <= 100 && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-')
        ? text
        : throw new StoreException($"\"{text}\" cannot be the name of a {what}: use letters, digits, _ and -.");

    private static (string Before, string After) Cut(string text, char at) => text.IndexOf(at, StringComparison.Ordinal) is >= 0 and var place ? (text[..place], text[(place + 1)..]) : (text, "");

    // Whoever wrote a password into it all the same does not want it in a log.
    private static string Shown(string text) => text.LastIndexOf('@') is >= 0 and var at ? $"…{text[at..]}" : text;
}
