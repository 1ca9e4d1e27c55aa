using System.Net;
using System.Net.Sockets;
using System.Text;
using Upshot.Client;

namespace Upshot.Tests.Client;

public sealed class LoopbackGetTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}", 200, "{}")]
    [InlineData("HTTP/1.1 200 OK\r\n\r\n{}", 200, "{}")]
    [InlineData("HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n", 404, "")]
    [InlineData("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\n{\"a\r\n4;x=y\r\n\":1}\r\n0\r\n\r\n", 200, "{\"a\":1}")]
    public void A_plain_answer_is_read(string said, int status, string body)
    {
        var answer = LoopbackGet.Answer(Encoding.UTF8.GetBytes(said));
        Assert.NotNull(answer);
        Assert.Equal((status, body), (answer.Status, Encoding.UTF8.GetString(answer.Body.Span)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 2")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n{}")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{}")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffff\r\n{}\r\n0\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n7fffffff\r\n{}\r\n0\r\n\r\n")]
    [InlineData("HTTP/1.1 302 Found\r\nLocation: http://elsewhere/\r\nContent-Length: 0\r\n\r\n")]
    [InlineData("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n\r\n{}")]
    [InlineData("HTTP/1.1\r\n\r\n")]
    [InlineData("HTTP/2 200\r\n\r\n{}")]
    [InlineData("SSH-2.0-OpenSSH_9.2\r\n\r\n")]
    public void What_is_cut_or_no_plain_answer_is_left_to_the_client_of_the_framework(string said) =>
        Assert.Null(LoopbackGet.Answer(Encoding.UTF8.GetBytes(said)));

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("localhost")]
    public async Task A_server_on_this_machine_gets_the_path_and_the_key(string named)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var heard = Task.Run(async () =>
        {
            using var client = await listener.AcceptTcpClientAsync(TestContext.Current.CancellationToken);
            var buffer = new byte[4096];
            var length = await client.GetStream().ReadAsync(buffer, TestContext.Current.CancellationToken);
            await client.GetStream().WriteAsync("HTTP/1.1 200 OK\r\nUpshot-Missing: 3 rows\r\nContent-Length: 2\r\n\r\n[]"u8.ToArray(), TestContext.Current.CancellationToken);
            return Encoding.ASCII.GetString(buffer, 0, length);
        }, TestContext.Current.CancellationToken);
        var answer = LoopbackGet.Ask(new Uri($"http://{named}:{((IPEndPoint)listener.LocalEndpoint).Port}/api/v1/status?since=a b"), "secret", s_patience, TestContext.Current.CancellationToken);

        var said = await heard;
        Assert.StartsWith("GET /api/v1/status?since=a%20b HTTP/1.1\r\n", said, StringComparison.Ordinal);
        Assert.Contains("\r\nAuthorization: Bearer secret\r\n", said, StringComparison.Ordinal);
        Assert.Equal(200, answer?.Status);
    }

    [Fact]
    public async Task Whoever_stops_waiting_is_not_kept()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var stop = new CancellationTokenSource();
        var asking = Task.Run(() => LoopbackGet.Ask(new Uri($"http://{listener.LocalEndpoint}/"), null, s_patience, stop.Token), TestContext.Current.CancellationToken);
        using var client = await listener.AcceptTcpClientAsync(TestContext.Current.CancellationToken);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking.WaitAsync(TimeSpan.FromSeconds(5), TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("https://127.0.0.1:1/")]
    [InlineData("http://192.0.2.1:1/")]
    [InlineData("http://localhost:1/")]
    public void Only_plain_addresses_of_this_machine_are_asked_so(string address) => Assert.Null(LoopbackGet.Ask(new Uri(address), null, s_patience, TestContext.Current.CancellationToken));

    [Fact]
    public void A_key_that_would_be_a_line_of_its_own_is_not_sent_so() => Assert.Null(LoopbackGet.Ask(new Uri("http://127.0.0.1:1/"), "a\r\nHost: b", s_patience, TestContext.Current.CancellationToken));
}
