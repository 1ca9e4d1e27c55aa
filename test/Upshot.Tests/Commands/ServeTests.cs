using System.Net;
using System.Net.Sockets;
using Upshot.Tests.Running;

namespace Upshot.Tests.Commands;

public sealed class ServeTests
{
    private static readonly Dictionary<string, string> Nothing = [];

    [Fact]
    public async Task Asked_to_end_it_seals_what_it_has_and_its_directory_answers_as_it_did()
    {
        const string sql = "SELECT version, count(*) AS spans, min(span_id) AS first, sum(duration_ns)::BIGINT AS time FROM spans GROUP BY version ORDER BY version";
        using var folder = new TemporaryFolder();
        await using var server = await ServerProcess.Start(folder.Path);
        await TwoReleases.Fill(server);
        var whileItRan = await UpshotProgram.Run("query", sql, "--format", "json", "--server", server.Http.ToString());
        Assert.Equal((0, ""), (whileItRan.Code, whileItRan.Errors));
        Assert.Contains("\"spans\": 720", whileItRan.Output);

        Assert.Equal(0, await server.Terminate());

        Assert.Empty(Directory.GetFiles(folder["journal"], "*.journal").Where(file => new FileInfo(file).Length > 0).Select(Path.GetFileName));
        Assert.Equal(whileItRan, await UpshotProgram.Run("query", sql, "--format", "json", "--data", folder.Path));
    }

    [Theory]
    [InlineData("--http")]
    [InlineData("--otlp-grpc")]
    [InlineData("--otlp-http")]
    public async Task A_busy_port_is_named_with_the_option_that_changes_it(string option)
    {
        using var folder = new TemporaryFolder();
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        string[] free = [.. new[] { "--http", "--otlp-grpc", "--otlp-http" }.Where(o => o != option).SelectMany(o => new[] { o, "127.0.0.1:0" })];

        var ended = await UpshotProgram.Run(["serve", "--data", folder.Path, option, $"{other.LocalEndpoint}", .. free]);

        Assert.Equal(1, ended.Code);
        Assert.Equal($"{other.LocalEndpoint} is in use by another program. Stop it, or choose another address with {option}.", ended.Errors.TrimEnd());
    }

    [Fact]
    public async Task A_directory_has_one_server_and_the_second_is_told_so()
    {
        using var folder = new TemporaryFolder();
        await using var first = await ServerProcess.Start(folder.Path);

        var second = await Serve(folder.Path);
        var query = await UpshotProgram.Run("query", "SELECT 1", "--data", folder.Path);

        Assert.Equal((1, 1), (second.Code, query.Code));
        Assert.All(new[] { second, query }, ended =>
        {
            Assert.Contains($"The data directory {folder.Path} is in use by another process", ended.Errors);
            Assert.Contains("--server", ended.Errors);
        });
        Assert.Equal(HttpStatusCode.OK, (await first.Get("/readyz")).StatusCode);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task When_its_directory_is_deleted_or_replaced_it_refuses_telemetry_at_once_and_ends_with_a_failure(bool isReplaced)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Elsewhere files that are open cannot be deleted.");
        using var folder = new TemporaryFolder();
        await using var server = await ServerProcess.Start(folder["data"]);
        var request = TestSpan.Request("shop", "1.0", "a", [new TestSpan("00000000000000010000000000000001", "0000000000000001", "", "GET /", 2, DateTimeOffset.UtcNow.AddSeconds(-1), TimeSpan.FromMilliseconds(5)) { Route = "/" }]);
        Assert.Equal(HttpStatusCode.OK, (await server.Post(request)).StatusCode);

        Directory.Delete(folder["data"], recursive: true);
        if (isReplaced)
        {
            Directory.CreateDirectory(folder["data"]);
        }

        // The very next request finds it; nobody waits for a clock.
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await server.Post(request)).StatusCode);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await server.Get("/readyz")).StatusCode);
        Assert.Equal(1, await server.Terminate());
        Assert.Contains(isReplaced ? "is not the one that was opened" : "is gone", server.Errors);
    }

    [Fact]
    public async Task A_directory_that_cannot_be_made_is_said_in_one_line()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder["file"], "", TestContext.Current.CancellationToken);

        var ended = await Serve(Path.Combine(folder["file"], "data"));

        Assert.Equal(1, ended.Code);
        Assert.StartsWith($"The data directory {folder["file"]}/data cannot be written: ", ended.Errors);
        Assert.Single(ended.Errors.TrimEnd().Split('\n'));
    }

    [Fact]
    public async Task A_plan_with_mistakes_is_refused_with_their_places()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder["upshot.yaml"], "product: shop\nobjectives:\n  fast: { operation: nothing, target: 99% }\n", TestContext.Current.CancellationToken);

        var ended = await Serve(folder["data"], "--plan", folder.Path);

        Assert.Equal(1, ended.Code);
        Assert.Contains("upshot.yaml:3", ended.Errors);
        Assert.Contains($"upshot check {folder.Path}", ended.Errors);
        Assert.False(Directory.Exists(folder["data"]), "the data directory was made although nothing was served");
    }

    [Fact]
    public async Task A_folder_without_a_plan_is_refused()
    {
        using var folder = new TemporaryFolder();

        var ended = await Serve(folder["data"], "--plan", folder.Path);

        Assert.Equal((1, $"There is no upshot.yaml in {folder.Path}. Make one with: upshot init {folder.Path}"), (ended.Code, ended.Errors.TrimEnd()));
    }

    [Fact]
    public async Task Every_mistake_in_the_settings_is_named_at_once()
    {
        using var folder = new TemporaryFolder();
        var environment = new Dictionary<string, string> { ["UPSHOT_GENERATION_RECORDS"] = "many", ["UPSHOT_ALERT_SECONDS"] = "often" };

        var ended = await Serve(environment);

        Assert.Equal(1, ended.Code);
        Assert.Contains("UPSHOT_GENERATION_RECORDS is \"many\"", ended.Errors);
        Assert.Contains("UPSHOT_ALERT_SECONDS is \"often\"", ended.Errors);

        // Whether there are keys is known when the directory is open.
        ended = await Serve([]);

        Assert.Equal(1, ended.Code);
        Assert.Contains("--http 0.0.0.0:0 can be reached from other machines, and there is no key", ended.Errors);
        Assert.Contains("--otlp-http 0.0.0.0:0 can be reached from other machines, and there is no key", ended.Errors);

        Task<Ended> Serve(Dictionary<string, string> variables) =>
            UpshotProgram.Run(["serve", "--data", folder["data"], "--http", "0.0.0.0:0", "--otlp-http", "0.0.0.0:0", "--otlp-grpc", "127.0.0.1:0"], null, variables);
    }

    private static Task<Ended> Serve(string data, params string[] more) =>
        UpshotProgram.Run(["serve", "--data", data, "--http", "127.0.0.1:0", "--otlp-grpc", "127.0.0.1:0", "--otlp-http", "127.0.0.1:0", .. more], null, Nothing);
}
