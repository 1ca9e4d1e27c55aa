using System.Diagnostics;
using System.Net;
using System.Text.Json;
using Upshot.Tests.Running;

namespace Upshot.Tests.Commands;

/// <summary>The plan changes while the real server runs.</summary>
public sealed class PlanReloadTests
{
    private const string Before = """
        product: shop
        owners: { team: team@shop.example }
        operations:
          pay: { owner: team, entry: { route: /pay } }
        objectives:
          pay-works: { operation: pay, target: 99%, reason: People leave., decision: Whether we release., runbook: runbooks/shop.md }
        """;

    private const string After = """
        product: shop
        owners: { team: team@shop.example }
        operations:
          pay: { owner: team, entry: { route: /pay } }
          search: { owner: team, entry: { route: /search } }
        objectives:
          pay-works: { operation: pay, target: 99.9%, reason: People leave., decision: Whether we release., runbook: runbooks/shop.md }
          search-works: { operation: search, target: 99%, reason: People leave., decision: Whether we release., runbook: runbooks/shop.md }
        """;

    private const string Runbook = """
        ---
        title: The shop fails
        owner: team
        objectives: [OBJECTIVES]
        ---
        1. See what burns: `upshot status`.

        """;

    [Fact]
    public async Task A_hang_up_has_the_plan_read_again_and_a_bad_one_changes_nothing()
    {
        using var folder = new TemporaryFolder();
        var plan = WritePlan(folder, Before);
        await using var server = await ServerProcess.Start(folder["data"], plan);
        await Send(server, 1, "/search");
        Assert.Equal(["pay-works"], await Objectives(server));

        WritePlan(folder, After);
        server.HangUp();
        await Said(server, "The objective search-works is counted from now on");
        Assert.Equal(["pay-works", "search-works"], await Objectives(server));
        Assert.Contains("Plan: operation search added (compatible)", server.Errors);
        Assert.Contains("Plan: objective pay-works: target 99% → 99.9%", server.Errors);

        // One request before, one after: once the past is counted, both are the operation's.
        await Said(server, "events of the past were counted for");
        await Send(server, 2, "/search");
        Assert.Equal(["search|2"], (await server.Query("SELECT concat_ws('|', coalesce(operation, ''), sum(requests)) FROM rollups WHERE route = '/search' GROUP BY operation HAVING sum(requests) <> 0")).Select(row => row[0].GetString()));

        WritePlan(folder, After.Replace("operation: search,", "operation: nothing,"));
        server.HangUp();
        await Said(server, "is refused, and the one that was read before stays");
        await Said(server, "upshot.yaml:8");
        Assert.Equal(["pay-works", "search-works"], await Objectives(server));
        Assert.Contains("was changed and is refused", await (await server.Get("/readyz")).Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal(HttpStatusCode.OK, (await server.Get("/readyz")).StatusCode);

        WritePlan(folder, After);
        server.HangUp();
        await Said(server, "the plan is the one that counts already");
        Assert.Equal("ready\n", await (await server.Get("/readyz")).Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal(0, await server.Terminate());
    }

    [Fact]
    public async Task A_plan_that_is_watched_is_read_again_when_its_files_change_also_behind_a_link()
    {
        using var folder = new TemporaryFolder();

        // As a volume of a container is: the folder is a link that is swapped.
        var first = WritePlan(folder, Before, "first");
        var second = WritePlan(folder, After, "second");
        var plan = folder["plan"];
        Directory.CreateSymbolicLink(plan, first);
        await using var server = await ServerProcess.Start(folder["data"], plan, new Dictionary<string, string> { ["UPSHOT_WATCH"] = "1" });
        Assert.Equal(["pay-works"], await Objectives(server));

        Directory.CreateSymbolicLink(plan + ".new", second);
        Assert.True(Swap(plan + ".new", plan));
        await Said(server, "The files changed: the plan");
        await Said(server, "The objective search-works is counted from now on");
        Assert.Equal(["pay-works", "search-works"], await Objectives(server));

        Directory.Delete(plan);
        await Said(server, "There is no upshot.yaml");
        Assert.Equal(["pay-works", "search-works"], await Objectives(server));
    }

    [Fact]
    public async Task Without_a_plan_there_is_nothing_to_read_again_or_to_watch()
    {
        using var folder = new TemporaryFolder();
        await using var server = await ServerProcess.Start(folder["data"]);
        server.HangUp();
        await Said(server, "there is no plan to read again");
        Assert.Equal(HttpStatusCode.OK, (await server.Get("/readyz")).StatusCode);

        var watched = await UpshotProgram.Run("serve", "--watch", "--data", folder["other"]);
        Assert.Equal((1, "--watch needs a plan to watch: name its folder with --plan DIR."), (watched.Code, watched.Errors.TrimEnd()));
    }

    private static string WritePlan(TemporaryFolder folder, string text, string name = "plan")
    {
        Directory.CreateDirectory(folder[name]);
        Directory.CreateDirectory(Path.Combine(folder[name], "runbooks"));
        File.WriteAllText(Path.Combine(folder[name], "runbooks", "shop.md"), Runbook.Replace("OBJECTIVES", text.Contains("search-works", StringComparison.Ordinal) ? "pay-works, search-works" : "pay-works"));
        File.WriteAllText(Path.Combine(folder[name], "upshot.yaml"), text);
        return folder[name];
    }

    // Renaming over a link replaces it at once; File.Move would look at what it leads to.
    private static bool Swap(string from, string to)
    {
        using var move = Process.Start("mv", ["-T", from, to]);
        move.WaitForExit();
        return move.ExitCode == 0;
    }

    private static async Task Send(ServerProcess server, int number, string route)
    {
        var span = new TestSpan($"{number:x32}", $"{number:x16}", "", $"GET {route}", 2, DateTimeOffset.UtcNow, TimeSpan.FromMilliseconds(5)) { Route = route };
        Assert.Equal(HttpStatusCode.OK, (await server.Post(TestSpan.Request("shop", "1", "a", [span]))).StatusCode);
    }

    private static async Task<IEnumerable<string?>> Objectives(ServerProcess server)
    {
        var status = JsonDocument.Parse(await (await server.Get("/api/v1/status")).Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        return status.RootElement.GetProperty("objectives").EnumerateArray().Select(o => o.GetProperty("objective").GetString());
    }

    /// <summary>Waits until the server's log has it.</summary>
    private static async Task Said(ServerProcess server, string text)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(60));
        while (!server.Errors.Contains(text, StringComparison.Ordinal))
        {
            Assert.False(patience.IsCancellationRequested, $"The server did not say \"{text}\" but: {server.Errors}");
            await Task.Delay(20, CancellationToken.None);
        }
    }
}
