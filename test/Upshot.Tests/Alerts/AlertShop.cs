using System.Net;
using Upshot.Tests.Running;

namespace Upshot.Tests.Alerts;

/// <summary>A plan with channels, and requests that fail in what the shop depends on.</summary>
internal sealed class AlertShop : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private int _requests;

    public AlertShop(string channels, params string[] operations)
    {
        Directory.CreateDirectory(Path.Combine(Plan, "runbooks"));
        var names = operations.Length > 0 ? operations : ["cart"];
        File.WriteAllText(Path.Combine(Plan, "upshot.yaml"), $$"""
            product: shop
            owners: { team: team@shop.example }
            operations:
            {{string.Join('\n', names.Select(o => $"  {o}: {{ owner: team, entry: {{ service: shop, method: GET, route: /{o} }} }}"))}}
            objectives:
            {{string.Join('\n', names.Select(o => $"  {o}-works: {{ operation: {o}, target: 99.9%, reason: Nobody waits for a broken {o}., decision: Repair first., runbook: runbooks/{o}.md }}"))}}
            alerts:
              channels:
            {{channels}}

            """);
        foreach (var name in names)
        {
            File.WriteAllText(Path.Combine(Plan, "runbooks", $"{name}.md"), $"---\nowner: team\nobjectives: [{name}-works]\n---\n# {name} fails\n\n1. Look at the stock.\n\n   ```sh\n   upshot status\n   ```\n\n2. Roll back.\n");
        }
    }

    public string Plan => _folder["plan"];

    public string Data => _folder["data"];

    public Task<RunningServer> Start(params (string Name, string Value)[] environment) =>
        RunningServer.Start(Data, Plan, Settings(environment));

    /// <summary>One that can be killed.</summary>
    public Task<ServerProcess> StartProcess() => ServerProcess.Start(Data, Plan, Settings([]));

    /// <summary>Requests of one operation in the last minutes; those that fail do so in the dependency.</summary>
    public async Task Send(RunningServer server, string operation, int good, int bad, string dependency = "stock", int minutesAgo = 1)
    {
        // All of them are of one minute.
        var start = DateTimeOffset.UtcNow.AddMinutes(-minutesAgo);
        start = start.Second >= 58 ? start.AddSeconds(-2) : start;
        var traces = Enumerable.Range(0, good + bad).Select(i => Request(operation, dependency, start.AddMilliseconds(i * 10), i < bad)).ToList();
        foreach (var (service, spans) in new[] { ("shop", traces.SelectMany(t => t.Take(2))), (dependency, traces.SelectMany(t => t.Skip(2))) })
        {
            using var answer = await server.Post(TestSpan.Request(service, "1.0", $"{service}-1", spans));
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }
    }

    public void Dispose() => _folder.Dispose();

    private static Dictionary<string, string> Settings((string Name, string Value)[] environment) => environment.Append(("UPSHOT_ALERT_SECONDS", "1")).ToDictionary(e => e.Item1, e => e.Item2);

    private TestSpan[] Request(string operation, string dependency, DateTimeOffset start, bool fails)
    {
        var n = Interlocked.Increment(ref _requests);
        var (trace, root, call, answer) = ($"{Random.Shared.NextInt64():x16}{n:x16}", $"{n:x8}00000001", $"{n:x8}00000002", $"{n:x8}00000003");
        return
        [
            new(trace, root, "", $"GET /{operation}", 2, start, TimeSpan.FromMilliseconds(30), fails) { Route = $"/{operation}" },
            new(trace, call, root, "GET", 3, start.AddMilliseconds(5), TimeSpan.FromMilliseconds(20), fails),
            new(trace, answer, call, "GET /items", 2, start.AddMilliseconds(6), TimeSpan.FromMilliseconds(18), fails) { Route = "/items" },
        ];
    }
}
