using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Upshot.Tests.Running;

namespace Upshot.Tests.Server;

/// <summary>Questions that would hurt, asked of a real server.</summary>
public sealed class AdHocQueryTests(AskedServer asked) : IClassFixture<AskedServer>
{
    private const string Slow = "SELECT sum(a.range * b.range) FROM range(1000) a, range(1000000000) b";
    private static readonly HttpClient Client = new() { Timeout = TimeSpan.FromMinutes(2) };
    private readonly ServerProcess _server = asked.Server;

    [Fact]
    public async Task An_answer_holds_what_was_acknowledged_before_it_whether_sealed_or_not()
    {
        for (var request = 1; request <= 12; request++)
        {
            Assert.Equal(HttpStatusCode.OK, (await _server.Post(Request(request, "sealing"))).StatusCode);
            if (request % 5 == 0)
            {
                await _server.Seal();
            }

            var row = (await _server.Query("SELECT (SELECT count(*) FROM spans WHERE service = 'sealing'), (SELECT count(DISTINCT span_id) FROM spans WHERE service = 'sealing'), (SELECT sum(requests)::BIGINT FROM rollups WHERE service = 'sealing')"))[0];
            Assert.Equal([10 * request, 10 * request, 10 * request], row.EnumerateArray().Select(v => v.GetInt32()));
        }
    }

    [Fact]
    public async Task While_data_comes_in_and_is_sealed_no_answer_lacks_what_was_acknowledged()
    {
        using var folder = new TemporaryFolder();
        await using var server = await RunningServer.Start(folder.Path, null, new Dictionary<string, string> { ["UPSHOT_GENERATION_RECORDS"] = "100", ["UPSHOT_MAINTENANCE_SECONDS"] = "1" });
        var acknowledged = 0;
        var sending = Task.Run(async () =>
        {
            for (var request = 1; request <= 60; request++)
            {
                Assert.Equal(HttpStatusCode.OK, (await server.Post(Request(request))).StatusCode);
                Interlocked.Add(ref acknowledged, 10);
            }
        }, TestContext.Current.CancellationToken);
        while (!sending.IsCompleted)
        {
            var before = Volatile.Read(ref acknowledged);
            var row = (await server.Query("SELECT (SELECT count(*) FROM spans), (SELECT coalesce(sum(requests), 0)::BIGINT FROM rollups)"))[0];
            Assert.True(row[0].GetInt32() >= before && row[0].GetInt32() == row[1].GetInt32(), $"{before} were acknowledged, the answer is {row}");
        }

        await sending;
    }

    [Fact]
    public async Task Memory_of_all_queries_together_stays_below_its_limit_and_the_server_goes_on()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Processes are measured in /proc.");
        string[] hungry =
        [
            "SELECT repeat('x', 10000000) FROM range(500)",
            "SELECT list(range) FROM range(1000000000)",
            "SELECT string_agg(repeat('x', 1000), '') FROM range(10000000)",
            "SELECT range, count(*) FROM range(200000000) GROUP BY ALL ORDER BY 2",
            "SELECT list_transform(range(100000000), lambda x: repeat('y', 100))",
            "SELECT lpad('x', 2000000000, 'y')",
        ];
        long most = 0;
        using var measured = new CancellationTokenSource();
        var measuring = Task.Run(async () =>
        {
            while (!measured.IsCancellationRequested)
            {
                var sizes = Workers(_server).Select(MemoryKiB).ToList();
                most = Math.Max(most, sizes.Sum(s => s.Own) + sizes.Select(s => s.Shared).DefaultIfEmpty().Max());
                await Task.Delay(10);
            }
        }, TestContext.Current.CancellationToken);

        var answers = await Task.WhenAll(hungry.Concat(hungry).Select(sql => Ask(sql, 3)));
        await measured.CancelAsync();
        await measuring;

        Assert.InRange(most >> 10, 50, 512);
        Assert.All(answers, a => Assert.True(a.Status is HttpStatusCode.BadRequest or HttpStatusCode.TooManyRequests or HttpStatusCode.OK, a.Text));
        Assert.Equal(HttpStatusCode.OK, (await _server.Post(Request(1, "hungry"))).StatusCode);
        Assert.Equal(10, (await _server.Query("SELECT count(*) FROM spans WHERE service = 'hungry'"))[0][0].GetInt32());
    }

    [Theory]
    [InlineData(Slow)]
    [InlineData("SELECT repeat('x', 10000000) FROM range(500)")]
    [InlineData("SELECT count(*) FROM range(100000000) WHERE regexp_matches(repeat('a', 5000) || range::VARCHAR, '(a*)*b')")]
    [InlineData("WITH RECURSIVE t AS (SELECT 1 AS x UNION ALL SELECT x + 1 FROM t) SELECT count(*) FROM t")]
    public async Task A_query_ends_within_a_second_of_its_limit(string sql)
    {
        await Ask("SELECT 1", 30, cancellation: TestContext.Current.CancellationToken);
        var clock = Stopwatch.StartNew();

        var answer = await Ask(sql, 2, cancellation: TestContext.Current.CancellationToken);

        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 3);
        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
    }

    [Fact]
    public async Task Four_run_and_a_fifth_waits_as_long_as_it_may()
    {
        var running = Enumerable.Range(0, 4).Select(_ => Ask(Slow, 6)).ToList();
        await Task.Delay(TimeSpan.FromSeconds(2), TestContext.Current.CancellationToken);

        var fifth = await Ask("SELECT 1", 0.5, cancellation: TestContext.Current.CancellationToken);
        var sixth = await Ask("SELECT 1", 30, cancellation: TestContext.Current.CancellationToken);

        Assert.True(fifth.Status == HttpStatusCode.TooManyRequests, $"{fifth.Text} while others said {string.Join(' ', running.Where(r => r.IsCompleted).Select(r => r.Result.Text))}");
        Assert.Contains("0.5 seconds", fifth.Text);
        Assert.Equal(HttpStatusCode.OK, sixth.Status);
        Assert.All(await Task.WhenAll(running), a => Assert.Contains("longer than 6 seconds", a.Text));
    }

    [Fact]
    public async Task A_client_that_leaves_makes_room()
    {
        using var leave = new CancellationTokenSource();
        var running = Enumerable.Range(0, 4).Select(_ => Ask(Slow, 100, leave.Token)).ToList();
        await Task.Delay(TimeSpan.FromSeconds(2), TestContext.Current.CancellationToken);
        await leave.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.WhenAll(running));

        Assert.Equal(HttpStatusCode.OK, (await Ask("SELECT 1", 20, cancellation: TestContext.Current.CancellationToken)).Status);
    }

    [Fact]
    public async Task A_long_answer_ends_at_64_MiB_or_at_its_rows_and_says_so()
    {
        var byBytes = await Ask("SELECT repeat('x', 10000) AS x FROM range(20000)", 60, cancellation: TestContext.Current.CancellationToken);
        var byRows = await Ask("SELECT * FROM range(20000)", 60, cancellation: TestContext.Current.CancellationToken);

        var (bytes, rows) = (JsonDocument.Parse(byBytes.Text).RootElement, JsonDocument.Parse(byRows.Text).RootElement);
        Assert.Equal((6707, true), (bytes.GetProperty("rows").GetArrayLength(), bytes.GetProperty("isCut").GetBoolean()));
        Assert.Contains("64 MiB", bytes.GetProperty("cutBecause").GetString());
        Assert.Equal((10_000, true), (rows.GetProperty("rows").GetArrayLength(), rows.GetProperty("isCut").GetBoolean()));
        Assert.Contains("10,000 rows", rows.GetProperty("cutBecause").GetString());
    }

    [Fact]
    public async Task A_row_that_is_larger_than_an_answer_may_be_is_said()
    {
        foreach (var length in new[] { 20_000_000, 70_000_000, 2_000_000_000 })
        {
            var answer = await Ask($"SELECT repeat('é', {length}) AS x", 30, cancellation: TestContext.Current.CancellationToken);

            Assert.True(answer.Status == HttpStatusCode.OK ? length < 70_000_000 || answer.Text.Contains("64 MiB", StringComparison.Ordinal) : answer.Text.Contains("more memory", StringComparison.Ordinal), answer.Text[..Math.Min(500, answer.Text.Length)]);
        }

        Assert.Equal(HttpStatusCode.OK, (await Ask("SELECT 1", 30, cancellation: TestContext.Current.CancellationToken)).Status);
    }

    [Fact]
    public async Task A_query_that_memory_was_too_small_for_spoils_no_other()
    {
        for (var i = 0; i < 2; i++)
        {
            var large = await Ask("SELECT lpad('x', 2000000000, 'y')", 30, cancellation: TestContext.Current.CancellationToken);
            var next = await Ask("SELECT repeat('x', 30000000).length()", 30, cancellation: TestContext.Current.CancellationToken);

            Assert.True(large.Status == HttpStatusCode.BadRequest, large.Text);
            Assert.True(next.Status == HttpStatusCode.OK, next.Text);
        }
    }

    [Fact]
    public async Task A_client_that_reads_nothing_holds_no_place_for_longer_than_its_time()
    {
        var held = new List<HttpResponseMessage>();
        for (var i = 0; i < 4; i++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(_server.Http, "/api/v1/query")) { Content = JsonContent.Create(new { sql = "SELECT repeat('x', 10000) FROM range(6000)", timeoutSeconds = 4 }) };
            held.Add(await Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken));
        }

        var clock = Stopwatch.StartNew();
        var answer = await Ask("SELECT 1", 30, cancellation: TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 20);
        held.ForEach(h => h.Dispose());
    }

    [Fact]
    public async Task A_worker_that_dies_fails_its_own_query_and_no_other()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Processes are found in /proc.");

        // One that has answered others before is not this query's doing, and it is asked again.
        using var folder = new TemporaryFolder();
        await using var server = await ServerProcess.Start(folder.Path);
        var slow = Client.PostAsJsonAsync(new Uri(server.Http, "/api/v1/query"), new { sql = Slow, timeoutSeconds = 30 }, TestContext.Current.CancellationToken);
        var busy = await Busiest(server);
        using (var process = Process.GetProcessById(busy))
        {
            process.Kill();
        }

        using var answer = await slow;
        Assert.Contains("ended the process", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal(1, (await server.Query("SELECT 1"))[0][0].GetInt32());
    }

    [Fact]
    public async Task No_worker_outlives_its_server()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Processes are found in /proc.");
        using var folder = new TemporaryFolder();
        await using var server = await ServerProcess.Start(folder.Path);
        var slow = Client.PostAsJsonAsync(new Uri(server.Http, "/api/v1/query"), new { sql = Slow, timeoutSeconds = 60 }, TestContext.Current.CancellationToken);
        var busy = await Busiest(server);

        await server.Kill();

        await Assert.ThrowsAnyAsync<HttpRequestException>(() => slow);
        var patience = Stopwatch.StartNew();
        while (Directory.Exists($"/proc/{busy}") && patience.Elapsed < TimeSpan.FromSeconds(20))
        {
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }

        Assert.False(Directory.Exists($"/proc/{busy}"));
    }

    private static byte[] Request(int number, string service = "shop") => TestSpan.Request(service, "1.0", "a", Enumerable.Range(0, 10).Select(i =>
        new TestSpan($"{number:x16}{i:x16}", $"{(number * 100) + i:x16}", "", "GET /", 2, DateTimeOffset.UtcNow.AddSeconds(-1), TimeSpan.FromMilliseconds(5)) { Route = "/" }));

    private async Task<(HttpStatusCode Status, string Text)> Ask(string sql, double seconds, CancellationToken cancellation = default)
    {
        using var answer = await Client.PostAsJsonAsync(new Uri(_server.Http, "/api/v1/query"), new { sql, timeoutSeconds = seconds }, cancellation);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(cancellation));
    }

    /// <summary>The worker that has computed most, once one has.</summary>
    private static async Task<int> Busiest(ServerProcess server)
    {
        while (true)
        {
            if (Workers(server).Select(id => (Id: id, Ticks: TicksOf(id))).OrderByDescending(w => w.Ticks).FirstOrDefault() is { Id: > 0, Ticks: > 150 } busiest)
            {
                return busiest.Id;
            }

            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }

    private static IEnumerable<int> Workers(ServerProcess server) => Directory.GetDirectories("/proc").Select(Path.GetFileName).Where(n => char.IsAsciiDigit(n![0])).Select(n => int.Parse(n!, CultureInfo.InvariantCulture)).Where(id => StatOf(id) is { Length: > 1 } stat && stat[1] == server.ProcessId.ToString(CultureInfo.InvariantCulture));

    private static long TicksOf(int process) => StatOf(process) is { Length: > 12 } stat ? long.Parse(stat[11], CultureInfo.InvariantCulture) + long.Parse(stat[12], CultureInfo.InvariantCulture) : 0;

    /// <summary>The programs and libraries that all of them have mapped are in memory once.</summary>
    private static (long Own, long Shared) MemoryKiB(int process)
    {
        try
        {
            var pages = File.ReadAllText($"/proc/{process}/statm").Split(' ').Select(n => long.Parse(n, CultureInfo.InvariantCulture) * Environment.SystemPageSize >> 10).ToArray();
            return (pages[1] - pages[2], pages[2]);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException or IndexOutOfRangeException)
        {
            // It ends at this moment.
            return (0, 0);
        }
    }

    /// <summary>From the state on: state, parent, …; empty when it has ended.</summary>
    private static string[] StatOf(int process)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{process}/stat");
            return stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        }
        catch (IOException)
        {
            return [];
        }
        catch (UnauthorizedAccessException)
        {
            return [];
        }
    }
}

/// <summary>One server for all of these questions: whatever one of them does, the next one is answered.</summary>
public sealed class AskedServer : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();

    internal ServerProcess Server { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Server = await ServerProcess.Start(_folder.Path);

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        _folder.Dispose();
    }
}
