using System.Buffers.Binary;
using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;

namespace Upshot.Bench;

/// <summary>How long an acknowledgement takes while a hundred clients ask what would hurt: 20,000 spans a second, each request timed from when it was due.</summary>
internal static class HostileQueries
{
    private const int SpansARequest = 500, RequestsASecond = 40, Askers = 100;

    private static readonly string[] Hostile =
    [
        "SELECT repeat('x', 10000000) FROM range(500)",
        "SELECT sum(a.range * b.range) FROM range(1000) a, range(1000000000) b",
        "SELECT range, count(*) FROM range(200000000) GROUP BY ALL ORDER BY 2",
        "SELECT * FROM spans ORDER BY attributes, span_id",
        "SELECT count(DISTINCT a.attributes || b.name) FROM spans a, spans b",
        "SELECT repeat('x', 10000) FROM range(100000)",
        "BEGIN",
    ];

    public static async Task<int> RunAsync(string program, string work, int seconds)
    {
        var data = Path.Combine(work, "hostile");
        if (Directory.Exists(data))
        {
            Directory.Delete(data, recursive: true);
        }

        await using var server = await ServerProcess.StartAsync(program, data);
        var quiet = await SendAsync(server, seconds, 1);
        using var stop = new CancellationTokenSource();
        var askers = Enumerable.Range(0, Askers).Select(i => AskAsync(server, i, stop.Token)).ToList();
        var attacked = await SendAsync(server, seconds, 2);
        await stop.CancelAsync();
        await Task.WhenAll(askers);
        Print("alone", quiet);
        Print($"with {Askers} hostile queries", attacked);
        return attacked[(int)(attacked.Count * 0.99)] <= 100 ? 0 : 1;
    }

    private static void Print(string when, List<double> milliseconds) => Console.WriteLine(FormattableString.Invariant(
        $"{when}: {milliseconds.Count} requests of {SpansARequest} spans, {RequestsASecond} a second; acknowledged in ms: p50 {milliseconds[milliseconds.Count / 2]:0.0}, p99 {milliseconds[(int)(milliseconds.Count * 0.99)]:0.0}, longest {milliseconds[^1]:0.0}"));

    private static async Task<List<double>> SendAsync(ServerProcess server, int seconds, int round)
    {
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{server.OtlpPort}") };
        var clock = Stopwatch.StartNew();
        var requests = Enumerable.Range(0, seconds * RequestsASecond).Select(async number =>
        {
            var due = TimeSpan.FromSeconds((double)number / RequestsASecond);
            await Task.Delay(due);
            using var content = new ByteArrayContent(Request(((long)round << 32) + number));
            content.Headers.ContentType = new MediaTypeHeaderValue("application/x-protobuf");
            using var answer = await http.PostAsync(new Uri("/v1/traces", UriKind.Relative), content);
            answer.EnsureSuccessStatusCode();
            return (clock.Elapsed - due).TotalMilliseconds;
        }).ToList();
        return [.. (await Task.WhenAll(requests)).Order()];
    }

    private static async Task AskAsync(ServerProcess server, int first, CancellationToken stop)
    {
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{server.HttpPort}"), Timeout = TimeSpan.FromMinutes(2) };
        for (var i = first; !stop.IsCancellationRequested; i++)
        {
            try
            {
                using var answer = await http.PostAsJsonAsync(new Uri("/api/v1/query", UriKind.Relative), new { sql = Hostile[i % Hostile.Length], timeoutSeconds = 10 }, stop);
                await answer.Content.ReadAsByteArrayAsync(stop);
            }
            catch (Exception e) when (e is OperationCanceledException or HttpRequestException)
            {
                // What the askers get is not what is measured.
            }
        }
    }

    /// <summary>Spans of one service, with ids of their own.</summary>
    private static byte[] Request(long number)
    {
        var now = (ulong)DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() * 1_000_000;
        List<byte> spans = [.. Text(1, "bench")];
        spans = [.. Message(1, [.. spans])];
        for (var i = 0; i < SpansARequest; i++)
        {
            var id = new byte[16];
            BinaryPrimitives.WriteInt64BigEndian(id, number);
            BinaryPrimitives.WriteInt64BigEndian(id.AsSpan(8), (number * SpansARequest) + i + 1);
            spans.AddRange(Message(2, [
                .. Bytes(1, id), .. Bytes(2, id[8..]), .. Text(5, $"GET /{i % 20}"), 6 << 3, 2, .. Fixed(7, now), .. Fixed(8, now + 1_000_000 + ((ulong)i * 1000)),
                .. Attribute("http.route", $"/{i % 20}"), .. Attribute("customer", $"customer-{number % 1000}"),
            ]));
        }

        var resource = Message(1, Message(1, [.. Text(1, "service.name"), .. Message(2, Text(1, "shop"))]));
        return Message(1, [.. resource, .. Message(2, [.. spans])]);
    }

    private static byte[] Attribute(string key, string value) => Message(9, [.. Text(1, key), .. Message(2, Text(1, value))]);

    private static byte[] Text(int field, string text) => Bytes(field, System.Text.Encoding.UTF8.GetBytes(text));

    private static byte[] Message(int field, byte[] content) => Bytes(field, content);

    private static byte[] Fixed(int field, ulong value) => [(byte)((field << 3) | 1), .. BitConverter.GetBytes(value)];

    private static byte[] Bytes(int field, byte[] content)
    {
        List<byte> head = [(byte)((field << 3) | 2)];
        var length = (uint)content.Length;
        for (; length >= 0x80; length >>= 7)
        {
            head.Add((byte)(length | 0x80));
        }

        return [.. head, (byte)length, .. content];
    }
}
