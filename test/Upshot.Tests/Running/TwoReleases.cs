using System.Net;
using Upshot.Tests.Running;

[assembly: AssemblyFixture(typeof(TwoReleases))]

namespace Upshot.Tests.Running;

/// <summary>
/// A server that has seen two releases of one service side by side: every request of 1.1 spends 60 ms more in its database.
/// All tests of the assembly may ask it; none writes to it but releases.
/// </summary>
public sealed class TwoReleases : IAsyncLifetime
{
    public const int Instances = 6, RequestsPerInstance = 60;

    private const string Plan = """
        product: shop
        owners: { team: team@shop.example }
        operations:
          cart:
            owner: team
            entry: { service: shop, method: GET, route: /cart }
        objectives:
          cart-fast:
            operation: cart
            latency: 100ms
            target: 99%
            reason: People leave when their cart takes long.
            decision: Below a quarter of the budget we stop features and repair.
            runbook: runbooks/cart.md

        """;

    private const string Runbook = """
        ---
        title: The cart is slow
        owner: team
        objectives: [cart-fast]
        ---
        1. See what burns: `upshot status`.

        """;

    private readonly TemporaryFolder _folder = new();

    internal RunningServer Server { get; private set; } = null!;

    internal string PlanFolder => _folder["plan"];

    public async ValueTask InitializeAsync()
    {
        Directory.CreateDirectory(Path.Combine(PlanFolder, "runbooks"));
        await File.WriteAllTextAsync(Path.Combine(PlanFolder, "upshot.yaml"), Plan);
        await File.WriteAllTextAsync(Path.Combine(PlanFolder, "runbooks", "cart.md"), Runbook);
        Server = await RunningServer.Start(_folder["data"], PlanFolder);
        await Fill(Server);
    }

    /// <summary>The same requests, sent to any server.</summary>
    internal static async Task Fill(RunningServer server)
    {
        var chance = new Random(7);
        var start = DateTimeOffset.UtcNow.AddMinutes(-10);
        foreach (var version in new[] { "1.0", "1.1" })
        {
            for (var instance = 1; instance <= Instances; instance++)
            {
                var spans = Enumerable.Range(0, RequestsPerInstance).SelectMany(i => Request(chance, version, instance, start.AddSeconds(i))).ToList();
                using var answer = await server.Post(TestSpan.Request("shop", version, $"shop-{version}-{instance}", spans));
                Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            }
        }
    }

    internal Task<Ended> Ask(params string[] arguments) => UpshotProgram.Run([.. arguments, "--server", Server.Http.ToString()]);

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        _folder.Dispose();
    }

    private static TestSpan[] Request(Random chance, string version, int instance, DateTimeOffset start)
    {
        var (trace, root, query) = ($"{chance.NextInt64():x16}{instance + 1:x16}", $"{chance.NextInt64(1, long.MaxValue):x16}", $"{chance.NextInt64(1, long.MaxValue):x16}");
        var own = TimeSpan.FromMilliseconds(20 + (10 * chance.NextDouble()));
        var database = TimeSpan.FromMilliseconds((version == "1.1" ? 80 : 20) + (10 * chance.NextDouble()));
        return
        [
            new(trace, root, "", "GET /cart", 2, start, own + database) { Route = "/cart" },
            new(trace, query, root, "SELECT cart", 3, start + (own / 2), database),
        ];
    }
}
