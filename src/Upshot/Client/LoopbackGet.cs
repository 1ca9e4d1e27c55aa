using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Upshot.Client;

/// <summary>An answer as it came.</summary>
/// <param name="Missing">What <see cref="Server.MissingHeader"/> says.</param>
internal sealed record LoopbackAnswer(int Status, ReadOnlyMemory<byte> Body, string? Missing);

/// <summary>
/// One GET of a server on this machine, over a socket: what the framework's client does for it, its connection pool, its proxies and its continuations, takes
/// longer to start than the answer takes to come. What is not answered in the plainest way is null, and the framework's client asks instead.
/// </summary>
internal static class LoopbackGet
{
    private const int MostBytes = 1 << 30;
    private const int ConnectMilliseconds = 2000;

    /// <summary>Whether anything is there to be asked.</summary>
    public static bool IsListening(Uri address)
    {
        using var socket = Connect(Addresses(address), address.Port);
        return socket is not null;
    }

    /// <param name="token">Of the key; null: none.</param>
    public static LoopbackAnswer? Ask(Uri asked, string? token, TimeSpan patience, CancellationToken cancellation)
    {
        if (asked.Scheme != "http" || Addresses(asked) is not { Length: > 0 } addresses || token?.All(c => c is > ' ' and < '\u007f') == false)
        {
            return null;
        }

        using var socket = Connect(addresses, asked.Port);
        if (socket is null)
        {
            return null;
        }

        socket.ReceiveTimeout = (int)patience.TotalMilliseconds;
        using var stopped = cancellation.UnsafeRegister(static s => ((Socket)s!).Dispose(), socket);
        try
        {
            var key = token is null ? "" : $"Authorization: Bearer {token}\r\n";
            socket.Send(Encoding.ASCII.GetBytes($"GET {asked.PathAndQuery} HTTP/1.1\r\nHost: {asked.Authority}\r\n{key}Accept: application/json\r\nConnection: close\r\n\r\n"));
            return ReadToEnd(socket) is { } said ? Answer(said) : null;
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            cancellation.ThrowIfCancellationRequested();
            return null;
        }
    }

    /// <summary>Of this machine; none: the address is another's. The name localhost is no other's (RFC 6761), and a server listens on the first unless it was told.</summary>
    private static IPAddress[] Addresses(Uri address) =>
        address.Host == "localhost" ? [IPAddress.Loopback, IPAddress.IPv6Loopback]
        : IPAddress.TryParse(address.DnsSafeHost, out var ip) && IPAddress.IsLoopback(ip) ? [ip]
        : [];

    private static Socket? Connect(IPAddress[] addresses, int port)
    {
        foreach (var address in addresses)
        {
            Socket? socket = null;
            try
            {
                socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { SendTimeout = ConnectMilliseconds };
                socket.Connect(address, port);
                return socket;
            }
            catch (SocketException)
            {
                socket?.Dispose();
            }
        }

        return null;
    }

    private static byte[]? ReadToEnd(Socket socket)
    {
        var (said, length) = (new byte[1 << 16], 0);
        while (true)
        {
            var came = socket.Receive(said, length, said.Length - length, SocketFlags.None);
            length += came;
            if (came == 0)
            {
                return said[..length];
            }

            if (length == said.Length)
            {
                if (length >= MostBytes)
                {
                    return null;
                }

                Array.Resize(ref said, length * 2);
            }
        }
    }

    /// <summary>Null: it is cut, sends elsewhere, or is no answer of HTTP/1.1 at all.</summary>
    internal static LoopbackAnswer? Answer(byte[] said)
    {
        var end = said.AsSpan().IndexOf("\r\n\r\n"u8);
        if (end < 0)
        {
            return null;
        }

        var lines = Encoding.Latin1.GetString(said, 0, end).Split("\r\n");
        if (!lines[0].StartsWith("HTTP/1.", StringComparison.Ordinal) || lines[0].Length < 12 || !int.TryParse(lines[0].AsSpan(9, 3), NumberStyles.None, CultureInfo.InvariantCulture, out var status) || status is < 200 or (>= 300 and < 400))
        {
            return null;
        }

        var body = Header(lines, "Transfer-Encoding") switch
        {
            null => Whole(said.AsMemory(end + 4), Header(lines, "Content-Length")),
            "chunked" => Chunks(said, end + 4),
            _ => null,
        };
        return body is { } whole ? new LoopbackAnswer(status, whole, Header(lines, Server.MissingHeader.Name)) : null;
    }

    private static string? Header(string[] lines, string name)
    {
        var line = Array.Find(lines, l => l.Length > name.Length && l[name.Length] == ':' && l.StartsWith(name, StringComparison.OrdinalIgnoreCase));
        return line?[(name.Length + 1)..].Trim();
    }

    private static ReadOnlyMemory<byte>? Whole(ReadOnlyMemory<byte> body, string? length) =>
        length is null || (int.TryParse(length, NumberStyles.None, CultureInfo.InvariantCulture, out var bytes) && bytes == body.Length) ? body : default(ReadOnlyMemory<byte>?);

    private static ReadOnlyMemory<byte>? Chunks(byte[] said, int at)
    {
        var body = new MemoryStream(said.Length);
        while (true)
        {
            var line = said.AsSpan(at).IndexOf("\r\n"u8);
            if (line < 1 || !int.TryParse(Encoding.Latin1.GetString(said, at, line).Split(';')[0], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var size) || size < 0)
            {
                return null;
            }

            at += line + 2;
            if (size == 0)
            {
                return body.GetBuffer().AsMemory(0, (int)body.Length);
            }

            if (size > said.Length - at - 2)
            {
                return null;
            }

            body.Write(said, at, size);
            at += size + 2;
        }
    }
}
