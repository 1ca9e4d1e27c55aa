using System.Net;
using System.Text;
using Upshot.Commands;
using Upshot.Plan;

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

        private async Task Answer(string body, int status)
        {
            var context = await _listener.GetContextAsync();
            context.Response.StatusCode = context.Request.RawUrl == "/api/v1/services" ? status : 500;
            context.Response.ContentType = "application/json";
            await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(body));
            context.Response.Close();
        }
    }
}
