using System.Net;
using System.Text.Json;
using Upshot.Tests.Running;

namespace Upshot.Tests.Server;

/// <summary>Who may do what, on a real server, with the real command line.</summary>
public sealed class KeyTests
{
    private static readonly HttpClient s_client = new();

    [Fact]
    public async Task From_the_first_key_on_each_key_opens_what_it_may_until_it_is_revoked_and_who_did_what_is_kept()
    {
        using var folder = new TemporaryFolder();
        await using var server = await RunningServer.Start(folder.Path);
        var early = await UpshotProgram.Run(["key", "new", "--may", "send", "--server", server.Http.ToString()]);
        Assert.Equal(1, early.Code);
        Assert.Contains("The first key must be one that may operate", early.Errors, StringComparison.Ordinal);

        var operate = await Made(server, "operate", null, "--name", "ops");
        var (send, read) = (await Made(server, "send", operate), await Made(server, "read", operate));
        Assert.Matches("^upshot_send_[0-9a-f]{8}_[A-Za-z0-9_-]{43}$", send);

        // Hashed at rest: no file of the directory holds a key.
        var secret = send.Split('_', 4)[3];
        Assert.All(Directory.EnumerateFiles(folder.Path, "*", SearchOption.AllDirectories).Where(f => Path.GetFileName(f) != "lock"), file => Assert.DoesNotContain(secret, System.Text.Encoding.Latin1.GetString(ReadShared(file)), StringComparison.Ordinal));

        var request = TestSpan.Request("shop", "1.0", "a", [new("000000000000000000000000000000aa", "00000000000000bb", "", "GET /", 2, DateTimeOffset.UtcNow, TimeSpan.FromMilliseconds(1))]);
        Assert.Equal(
            [(operate, HttpStatusCode.OK), (send, HttpStatusCode.OK), (read, HttpStatusCode.Forbidden), ("", HttpStatusCode.Unauthorized), ("a wrong key of somebody", HttpStatusCode.Unauthorized)],
            await All(operate, send, read, key => server.Post(request, key.Length == 0 ? null : key)));
        (string Path, HttpMethod Method, HttpStatusCode Send, HttpStatusCode Read)[] routes =
        [
            ("/api/v1/status", HttpMethod.Get, HttpStatusCode.Forbidden, HttpStatusCode.OK),
            ("/", HttpMethod.Get, HttpStatusCode.Forbidden, HttpStatusCode.OK),
            ("/api/v1/rollout", HttpMethod.Get, HttpStatusCode.OK, HttpStatusCode.OK),
            ("/api/v1/query", HttpMethod.Post, HttpStatusCode.Forbidden, HttpStatusCode.OK),
            ("/api/v1/releases", HttpMethod.Post, HttpStatusCode.Forbidden, HttpStatusCode.Forbidden),
            ("/api/v1/rollout", HttpMethod.Post, HttpStatusCode.Forbidden, HttpStatusCode.Forbidden),
            ("/api/v1/seal", HttpMethod.Post, HttpStatusCode.Forbidden, HttpStatusCode.Forbidden),
            ("/api/v1/keys", HttpMethod.Post, HttpStatusCode.Forbidden, HttpStatusCode.Forbidden),
            ("/api/v1/keys", HttpMethod.Get, HttpStatusCode.Forbidden, HttpStatusCode.Forbidden),
            ("/api/v1/audit", HttpMethod.Get, HttpStatusCode.Forbidden, HttpStatusCode.Forbidden),
            ("/api/v1/backup", HttpMethod.Post, HttpStatusCode.Forbidden, HttpStatusCode.Forbidden),
            ("/api/v1/fsck", HttpMethod.Post, HttpStatusCode.Forbidden, HttpStatusCode.Forbidden),
            ("/api/v1/maintenance", HttpMethod.Post, HttpStatusCode.Forbidden, HttpStatusCode.Forbidden),
        ];
        foreach (var (path, method, sender, reader) in routes)
        {
            Assert.Equal((path, sender, reader, HttpStatusCode.Unauthorized), (path, await Status(server, method, path, send), await Status(server, method, path, read), await Status(server, method, path, null)));
        }

        Assert.Equal(HttpStatusCode.OK, await Status(server, HttpMethod.Post, "/api/v1/releases", operate, """{"version":"7.0"}"""));
        var id = send.Split('_')[2];
        Assert.Equal(0, (await Command(operate, "key", "revoke", id, "--server", server.Http.ToString())).Code);
        Assert.Equal(HttpStatusCode.Unauthorized, (await server.Post(request, send)).StatusCode);
        var last = await Command(operate, "key", "revoke", operate.Split('_')[2], "--server", server.Http.ToString());
        Assert.Contains("the last one that may operate", last.Errors, StringComparison.Ordinal);

        var audit = JsonDocument.Parse((await Command(operate, "audit", "--format", "json", "--server", server.Http.ToString())).Output).RootElement.EnumerateArray().ToList();
        Assert.Equal(["key revoke", "release start", "key new", "key new", "key new"], audit.Select(a => a.GetProperty("what").GetString()));
        Assert.Equal($"ops ({operate.Split('_')[2]})", audit[1].GetProperty("who").GetString());
        Assert.Equal(("7.0", "127.0.0.1"), (audit[1].GetProperty("subject").GetString(), audit[1].GetProperty("from").GetString()));
        Assert.Equal("somebody on this machine, without a key", audit[4].GetProperty("who").GetString());
    }

    [Fact]
    public async Task Keys_outlive_the_server_and_can_be_made_before_its_first_start()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.Path);
        var made = await UpshotProgram.Run(["key", "new", "--may", "operate", "--data", folder.Path]);
        Assert.True(made.Code == 0, made.Errors);

        // Whoever has the directory needs no key.
        Assert.Contains("without a server", (await UpshotProgram.Run(["audit", "--data", folder.Path])).Output, StringComparison.Ordinal);
        await using var server = await RunningServer.Start(folder.Path);
        Assert.Equal(HttpStatusCode.Unauthorized, await Status(server, HttpMethod.Get, "/api/v1/status", null));
        Assert.Equal(HttpStatusCode.OK, await Status(server, HttpMethod.Get, "/api/v1/status", made.Output.Trim()));
    }

    [Fact]
    public async Task Who_guesses_is_not_listened_to_and_who_has_shown_a_key_from_there_goes_on()
    {
        using var folder = new TemporaryFolder();
        const string token = "a secret of the tests";
        await using var server = await RunningServer.Start(folder.Path, environment: new Dictionary<string, string> { ["UPSHOT_TOKEN"] = token + "\n" });
        Assert.Equal(HttpStatusCode.OK, await Status(server, HttpMethod.Get, "/api/v1/status", token));
        var reader = await Made(server, "read", token);
        var statuses = new List<HttpStatusCode>();
        for (var i = 0; i < 15; i++)
        {
            statuses.Add(await Status(server, HttpMethod.Get, "/api/v1/status", $"guess number {i}"));
        }

        Assert.Equal((10, 5), (statuses.Count(s => s == HttpStatusCode.Unauthorized), statuses.Count(s => s == HttpStatusCode.TooManyRequests)));
        Assert.Equal(HttpStatusCode.TooManyRequests, await Status(server, HttpMethod.Get, "/api/v1/status", reader));
        Assert.Equal(HttpStatusCode.OK, await Status(server, HttpMethod.Get, "/api/v1/status", token));
        Assert.Contains("A wrong key was shown from 127.0.0.1 for /api/v1/status, 1 within a minute", server.Errors, StringComparison.Ordinal);
        var listed = await Command(token, "key", "list", "--server", server.Http.ToString());
        Assert.Contains("15 wrong keys were shown", listed.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("UPSHOT_TOKEN", "   ", "is blank")]
    [InlineData("UPSHOT_TOKEN", "", "is blank")]
    [InlineData("UPSHOT_TOKEN", "short", "is too short")]
    [InlineData("UPSHOT_TOKEN_FILE", "/nowhere/at/all", "cannot be read")]
    public async Task A_key_that_is_none_stops_the_start(string variable, string value, string said)
    {
        using var folder = new TemporaryFolder();
        var (server, errors) = await ServerProcess.TryStart(folder.Path, new Dictionary<string, string> { [variable] = value });
        Assert.Null(server);
        Assert.Contains(said, errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mounted_file_gives_the_key_without_its_newline()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.Path);
        var file = Path.Combine(folder.Path, "token");
        File.WriteAllText(file, "a secret in a file\r\n");
        await using var server = await RunningServer.Start(Path.Combine(folder.Path, "data"), environment: new Dictionary<string, string> { ["UPSHOT_TOKEN_FILE"] = file });
        Assert.Equal(HttpStatusCode.OK, await Status(server, HttpMethod.Get, "/api/v1/status", "a secret in a file"));
        Assert.Equal(HttpStatusCode.Unauthorized, await Status(server, HttpMethod.Get, "/api/v1/status", "a secret in a fil"));
    }

    private static async Task<string> Made(RunningServer server, string may, string? with, params string[] more)
    {
        var made = await Command(with, ["key", "new", "--may", may, "--server", server.Http.ToString(), .. more]);
        Assert.True(made.Code == 0, made.Errors);
        return made.Output.Trim();
    }

    private static Task<Ended> Command(string? key, params string[] arguments) =>
        UpshotProgram.Run(arguments, null, key is null ? [] : new Dictionary<string, string> { ["UPSHOT_TOKEN"] = key });

    private static async Task<IReadOnlyList<(string Key, HttpStatusCode Status)>> All(string operate, string send, string read, Func<string, Task<HttpResponseMessage>> ask)
    {
        var all = new List<(string, HttpStatusCode)>();
        foreach (var key in new[] { operate, send, read, "", "a wrong key of somebody" })
        {
            all.Add((key, (await ask(key)).StatusCode));
        }

        return all;
    }

    private static async Task<HttpStatusCode> Status(RunningServer server, HttpMethod method, string path, string? key, string body = """{"sql":"SELECT 1"}""")
    {
        using var request = new HttpRequestMessage(method, new Uri(server.Http, path));
        request.Content = method == HttpMethod.Post ? new StringContent(body, System.Text.Encoding.UTF8, "application/json") : null;
        request.Headers.Authorization = key is null ? null : new("Bearer", key);
        using var answer = await s_client.SendAsync(request);
        return answer.StatusCode;
    }

    private static byte[] ReadShared(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }
}
