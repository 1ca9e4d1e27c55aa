using System.Net;
using System.Text;
using Upshot.Commands;
using Upshot.Plan;
using Upshot.Plan.Folders;
using Upshot.Tests.Running;

namespace Upshot.Tests.Commands;

public sealed class InitCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("upshot-init-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private Task<CommandAnswer> Init(params string[] options) => InProcess.Run(InitCommand.Create(), [Path.Combine(_folder, "my shop"), .. options]);

    private PlanReading Plan => PlanReader.Read(Path.Combine(_folder, "my shop"));

    [Theory]
    [InlineData("storefront")]
    [InlineData("my service: \"the\" #1")]
    [InlineData("true")]
    [InlineData("007")]
    public async Task The_smallest_plan_has_fewer_than_fifteen_lines_and_no_problem(string service)
    {
        Assert.Equal(0, (await Init("--service", service)).Code);
        Assert.True(File.ReadAllLines(Path.Combine(_folder, "my shop", "upshot.yaml")).Length < 15);
        Assert.Empty(Plan.Problems);
        Assert.Equal(service, Assert.Single(Plan.Plan.Operations).Entry.Service);
        Assert.Single(Plan.Plan.Objectives);
        Assert.Single(Plan.Plan.Owners);
    }

    [Fact]
    public async Task The_folder_gives_the_name_when_nobody_else_does()
    {
        await Init();
        Assert.Equal("my shop", Plan.Plan.Product);
    }

    [Fact]
    public async Task A_plan_that_is_there_is_overwritten_by_force_only()
    {
        await Init("--service", "first");
        var refused = await Init("--service", "second");
        Assert.Equal(1, refused.Code);
        Assert.Contains("--force", refused.Error, StringComparison.Ordinal);
        Assert.Equal("first", Plan.Plan.Product);
        Assert.Equal(0, (await Init("--service", "second", "--force")).Code);
        Assert.Equal("second", Plan.Plan.Product);
    }

    [Fact]
    public async Task A_plan_is_made_from_what_a_server_has_seen()
    {
        using var server = new SeenServer("""
            [{"service":"storefront","routes":[
              {"route":"","kind":"server","requests":9000,"p95Millis":3,"errors":0},
              {"route":"/checkout","kind":"server","requests":1200,"p95Millis":184.2,"errors":9},
              {"route":"/checkout","kind":"server","operation":"buy","requests":800,"p95Millis":100,"errors":1},
              {"route":"GET /price","kind":"client","requests":1200,"p95Millis":1,"errors":0},
              {"route":"/books/{id}","kind":"server","requests":500,"p95Millis":null,"errors":500},
              {"route":"GET","kind":"server","requests":1,"p95Millis":0,"errors":0}]},
             {"service":"inventory: \"x\"","routes":[]}]
            """);
        Assert.Equal(0, (await Init("--from", server.Address)).Code);
        Assert.Empty(Plan.Problems);
        Assert.Equal(
            [("storefront", "/checkout", null), ("storefront", "/books/{id}", null), ("storefront", null, null)],
            Plan.Plan.Operations.Select(o => (o.Entry.Service, o.Entry.Route, o.Entry.Span)));
        var checkout = Plan.Plan.Objectives.Where(o => o.Operation == "storefront-checkout").ToList();
        Assert.Equal([(null, 0.99), (TimeSpan.FromMilliseconds(200), 0.95)], checkout.Select(o => (o.Latency, o.Target)));
        Assert.Contains("Of 2000 requests seen 10 failed", checkout[0].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_route_with_a_hundred_requests_becomes_an_operation_that_matches_and_the_rest_is_named()
    {
        await using var server = await Pages.PageServer.StartAsync();
        var now = DateTimeOffset.UtcNow.AddMinutes(-2);
        var spans = Enumerable.Range(0, 20).SelectMany(route => Enumerable.Range(0, route < 15 ? 110 : 40).Select(i => new TestSpan(
            $"{route + 1:x16}{i + 1:x16}", $"{(route * 1000) + i + 1:x16}", "", route == 0 ? "shop.Cart/Add" : $"GET /r{route}", 2, now.AddMilliseconds(i), TimeSpan.FromMicroseconds(20))
        {
            Route = route == 0 ? "" : $"/r{route}",
        }));
        using var client = new HttpClient();
        using var content = new ByteArrayContent(TestSpan.Request("shop", "1.0", "a", spans));
        content.Headers.ContentType = new("application/json");
        await client.PostAsync(new Uri(server.Otlp, "/v1/traces"), content, TestContext.Current.CancellationToken);

        var answer = await Init("--from", server.Address.ToString());
        Assert.True(answer.Code == 0, answer.Error);
        Assert.Equal("", answer.Error);
        Assert.Equal(15, Plan.Plan.Operations.Count);
        Assert.Contains(Plan.Plan.Operations, o => o.Entry is { Span: "shop.Cart/Add", Route: null });
        Assert.Equal(14, Plan.Plan.Operations.Count(o => o.Entry.Route is not null));
        Assert.Contains("Left out", answer.Output, StringComparison.Ordinal);
        Assert.Contains("shop /r19 (40)", answer.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("0ms", File.ReadAllText(Path.Combine(_folder, "my shop", "upshot.yaml")), StringComparison.Ordinal);
        Assert.DoesNotContain("at most 0 ms", File.ReadAllText(Path.Combine(_folder, "my shop", "upshot.yaml")), StringComparison.Ordinal);
        Assert.DoesNotContain(Plan.Problems, p => p.Severity == Severity.Error);
    }

    [Fact]
    public async Task A_folder_without_a_letter_gives_the_product_a_name_all_the_same()
    {
        var folder = Path.Combine(_folder, "!!");
        Assert.Equal(0, (await InProcess.Run(InitCommand.Create(), [folder])).Code);
        Assert.Empty(PlanReader.Read(folder).Problems);
    }

    [Fact]
    public async Task One_service_can_be_picked_from_a_server()
    {
        using var server = new SeenServer("""[{"service":"a","routes":[]},{"service":"b","routes":[]}]""");
        await Init("--from", server.Address, "--service", "b");
        Assert.Equal("b", Assert.Single(Plan.Plan.Operations).Entry.Service);
    }

    [Theory]
    [InlineData("[]", 200, 3, "has seen no service yet")]
    [InlineData("[]", 404, 1, "answered 404")]
    [InlineData("<html>", 200, 1, "did not answer with a list of services")]
    public async Task A_server_without_an_answer_is_named(string body, int status, int code, string part)
    {
        using var server = new SeenServer(body, status);
        var answer = await Init("--from", server.Address);
        Assert.Equal(code, answer.Code);
        Assert.Contains(part, answer.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(_folder, "my shop")));
    }

    [Theory]
    [InlineData("localhost", "not an address")]
    [InlineData("http://127.0.0.1:1", "There is no answer from")]
    public async Task A_server_that_is_not_there_is_named(string server, string part)
    {
        var answer = await Init("--from", server);
        Assert.Equal(1, answer.Code);
        Assert.Contains(part, answer.Error, StringComparison.Ordinal);
    }

    /// <summary>Answers the question for services with one fixed body.</summary>
    private sealed class SeenServer : IDisposable
    {
        private readonly HttpListener _listener = new();

        public SeenServer(string body, int status = 200)
        {
            // Any free port: the listener cannot choose one itself.
            for (var port = Random.Shared.Next(20_000, 60_000); ; port = Random.Shared.Next(20_000, 60_000))
            {
                Address = $"http://127.0.0.1:{port}";
                _listener.Prefixes.Clear();
                _listener.Prefixes.Add(Address + "/");
                try
                {
                    _listener.Start();
                    break;
                }
                catch (HttpListenerException)
                {
                    // Taken; try another one.
                }
            }

            _ = Answer(body, status);
        }

        public string Address { get; }

        public void Dispose() => _listener.Close();

        // What else is asked, an earlier server does not have.
        private async Task Answer(string body, int status)
        {
            while (_listener.IsListening)
            {
                var context = await _listener.GetContextAsync();
                var isAsked = context.Request.RawUrl == "/api/v1/services";
                context.Response.StatusCode = isAsked ? status : 404;
                context.Response.ContentType = "application/json";
                await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(isAsked ? body : "{}"));
                context.Response.Close();
            }
        }
    }
}
