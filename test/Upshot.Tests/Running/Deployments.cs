using System.Net;
using System.Text.Json;
using Upshot.Tests.Running;

[assembly: AssemblyFixture(typeof(Deployments))]

namespace Upshot.Tests.Running;

/// <summary>
/// A server that has seen services as teams deploy them: each with versions of its own, one that ran again after a rollback, one whose processes nobody can tell
/// apart, one whose pods have names, one in two environments, one whose customers changed.
/// </summary>
public sealed class Deployments : IAsyncLifetime
{
    private const string Plan = """
        product: shops
        owners: { team: team@shop.example }
        operations:
          browse:
            owner: team
            entry: { service: catalog }
          pay:
            owner: team
            entry: { service: payment, route: /pay }
          mail:
            owner: team
            entry: { service: mailer, route: /mail }
          order:
            owner: team
            entry: { service: orders, route: /order }
            mix: customer.tier
          ship:
            owner: team
            entry: { service: shipping, route: /ship }
        objectives:
          pay-works:
            operation: pay
            target: 99%
            reason: Nobody comes back after a failed payment.
            decision: Stop and repair.
            runbook: runbooks/pay.md
            owner: team

        """;

    /// <summary>The first minute that has data.</summary>
    internal static readonly DateTimeOffset Start = DateTimeOffset.UtcNow.AddHours(-6);
    private readonly TemporaryFolder _folder = new();
    private int _sent;

    internal RunningServer Server { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        var plan = _folder["plan"];
        Directory.CreateDirectory(Path.Combine(plan, "runbooks"));
        await File.WriteAllTextAsync(Path.Combine(plan, "upshot.yaml"), Plan);
        await File.WriteAllTextAsync(Path.Combine(plan, "runbooks", "pay.md"), "---\ntitle: Payments fail\nowner: team\nobjectives: [pay-works]\n---\n1. Look.\n");
        Server = await RunningServer.Start(_folder["data"], plan);

        // Catalog 7.0.4 beside payment 8.0.0 and 8.1.0: four processes each for half an hour, 8.1.0 half as slow again.
        await Send("catalog", "7.0.4", 4, 0, 30, 20, route: "/browse");
        await Send("payment", "8.0.0", 4, 0, 30, 40, route: "/pay");
        await Send("payment", "8.1.0", 4, 0, 30, 60, route: "/pay");

        // Its baseline runs again after a rollback.
        await Send("catalog", "7.1.0", 2, 120, 150, 20, route: "/browse");
        await Send("catalog", "7.2.0", 2, 150, 180, 20, route: "/browse");
        await Send("catalog", "7.1.0", 2, 240, 270, 20, route: "/browse");

        // A flag, drawn for each request.
        await Send("catalog", "7.3.0", 2, 300, 330, 20, route: "/browse", flag: "new-shelf");

        await Send("mailer", "1.0", 4, 0, 30, 20, route: "/mail", instance: _ => "");
        await Send("mailer", "1.1", 4, 0, 30, 40, route: "/mail", instance: _ => "");
        await Send("mailer", "2.0", 4, 60, 90, 20, route: "/mail", instance: _ => "", resource: i => [("k8s.pod.name", $"old-{i}")]);
        await Send("mailer", "2.1", 4, 60, 90, 40, route: "/mail", instance: _ => "", resource: i => [("host.name", "host"), ("process.pid", $"{i}")]);

        // And one that got faster.
        await Send("mailer", "3.0", 4, 180, 210, 40, route: "/mail");
        await Send("mailer", "3.1", 4, 180, 210, 20, route: "/mail");

        // Large customers' orders take five times as long; of a fifth of the orders they became three fifths.
        await Send("orders", "1.0", 4, 0, 30, 20, route: "/order", large: 0.2);
        await Send("orders", "1.1", 4, 0, 30, 20, route: "/order", large: 0.6);
        await Send("orders", "1.2", 4, 0, 30, 30, route: "/order", large: 0.6);

        await Send("shipping", "1.0", 4, 0, 30, 20, route: "/ship", resource: _ => [("deployment.environment.name", "production")]);
        await Send("shipping", "1.1", 4, 0, 30, 40, route: "/ship", resource: _ => [("deployment.environment.name", "production")]);
        await Send("shipping", "1.1", 1, 0, 30, 500, route: "/ship", resource: _ => [("deployment.environment.name", "test")]);
    }

    internal async Task<(int Code, JsonElement Verdict, string Errors)> Compare(params string[] arguments)
    {
        var ended = await Ask(["compare", .. arguments, "--format", "json"]);
        return (ended.Code, ended.Output.Length == 0 ? default : JsonDocument.Parse(ended.Output).RootElement, ended.Errors);
    }

    internal Task<Ended> Ask(params string[] arguments) => UpshotProgram.Run([.. arguments, "--server", Server.Http.ToString()]);

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        _folder.Dispose();
    }

    private async Task Send(string service, string version, int processes, int from, int to, double millis, string route, Func<int, string>? instance = null, Func<int, (string, string)[]>? resource = null, string flag = "", double large = 0)
    {
        // Other traces for each call: what came before is a repeat, and counts once.
        var chance = new Random(++_sent);
        for (var process = 0; process < processes; process++)
        {
            var level = millis * (1 + (0.01 * chance.NextDouble()));
            bool IsLarge(int i) => (i % 10) < 10 * large;
            var spans = Enumerable.Range(0, 6 * (to - from)).Select(i => new TestSpan(
                $"{chance.NextInt64():x16}{process + 1:x16}", $"{chance.NextInt64(1, long.MaxValue):x16}", "", $"GET {route}", 2,
                Start.AddMinutes(from + ((to - from) * chance.NextDouble())), TimeSpan.FromMilliseconds(level * (flag.Length > 0 && i % 2 == 0 ? 1.5 : IsLarge(i) ? 5 : 1) * (0.8 + (0.4 * chance.NextDouble()))))
            {
                Route = route,
                Attributes = large > 0 ? [("customer.tier", IsLarge(i) ? "large" : "small")] : [],
                Flag = flag.Length == 0 ? ("", "") : (flag, i % 2 == 0 ? "on" : "off"),
            });
            using var answer = await Server.Post(TestSpan.Request(service, version, instance is null ? $"{service}-{version}-{process}" : instance(process), spans, resource?.Invoke(process) ?? []));
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }
    }
}
