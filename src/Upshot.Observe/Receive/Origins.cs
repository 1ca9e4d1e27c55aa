namespace Upshot.Observe.Receive;

/// <summary>Origins of pages, <c>https://shop.example</c> or <c>http://localhost:*</c>, where the star stands for any port.</summary>
public static class Origins
{
    /// <summary>Pages on this machine, as developers and tests serve them.</summary>
    public static IReadOnlyList<string> ThisMachine { get; } =
        [.. new[] { "localhost", "127.0.0.1", "[::1]" }.SelectMany(host => new[] { $"http://{host}:*", $"https://{host}:*" })];

    public static bool Allow(IReadOnlyList<string> allowed, string origin) =>
        Parts(origin) is { } asked && allowed.Any(a => Parts(a) is { } named
            && named.Host.Equals(asked.Host, StringComparison.OrdinalIgnoreCase) && named.Scheme == asked.Scheme && (named.Port < 0 || named.Port == asked.Port));

    /// <summary>What is wrong with one that an operator named; null: nothing.</summary>
    public static string? Mistake(string origin) => Parts(origin) is null ? $"\"{origin}\" is not the origin of pages. Write http(s)://HOST or http(s)://HOST:PORT, such as https://shop.example." : null;

    private static (string Scheme, string Host, int Port)? Parts(string origin)
    {
        var anyPort = origin.EndsWith(":*", StringComparison.Ordinal);
        return Uri.TryCreate(anyPort ? origin[..^2] : origin, UriKind.Absolute, out var uri)
            && uri.Scheme is "http" or "https" && uri.Host.Length > 0 && uri.PathAndQuery == "/" && uri.Fragment.Length == 0 && uri.UserInfo.Length == 0
            ? (uri.Scheme, uri.Host, anyPort ? -1 : uri.Port)
            : null;
    }
}
