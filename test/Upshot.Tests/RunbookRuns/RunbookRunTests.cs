using System.Diagnostics;
using System.Text.Json;
using Upshot.Tests.Running;

namespace Upshot.Tests.RunbookRuns;

/// <summary><c>upshot runbook run</c> against a server, with nobody there and at a terminal.</summary>
public sealed class RunbookRunTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private RunningServer _server = null!;

    private string Plan => _folder["plan"];

    private string Marks => _folder["marks"];

    public async ValueTask InitializeAsync()
    {
        Directory.CreateDirectory(Path.Combine(Plan, "runbooks"));
        Directory.CreateDirectory(Marks);
        await File.WriteAllTextAsync(Path.Combine(Plan, "upshot.yaml"), """
            product: shop
            owners: { team: team@shop.example }
            operations:
              cart: { owner: team, entry: { service: shop, method: GET, route: /cart } }
            objectives:
              cart-works: { operation: cart, target: 99.9%, reason: R., decision: D., runbook: runbooks/cart.md }
            flags:
              new-stock: { description: D., owner: team }
            """);
        await File.WriteAllTextAsync(Path.Combine(Plan, "runbooks", "cart.md"), $$"""
            # Carts fail

            1. Do carts come?

               ```yaml check
               query: SELECT count(*) AS carts FROM spans WHERE operation = 'cart' AND start_time >= {since}
               expect: carts >= 3
               ```

            2. Clear what is kept:

               ```yaml action
               run: touch "{{Marks}}/safe one"
               dry_run: touch {{Marks}}/dry
               safe: true
               ```

            3. Switch it off:

               ```yaml action
               flag: new-stock
               to: "off"
               run: [touch, "{{Marks}}/flag"]
               ```

            4. What hangs is ended, with what it started:

               ```yaml action
               run: [sh, -c, "(sleep 3; touch {{Marks}}/late) & wait"]
               timeout: 1s
               safe: true
               ```

            5. Is it over?

               ```yaml verify
               objective: cart-works
               expect: burn < 1
               ```
            """);
        _server = await RunningServer.Start(_folder["data"], Plan);
        var now = DateTimeOffset.UtcNow.AddMinutes(-1);
        var spans = Enumerable.Range(0, 5).Select(i => new TestSpan($"{i + 1:x32}", $"{i + 1:x16}", "", "GET /cart", 2, now, TimeSpan.FromMilliseconds(5)) { Route = "/cart" });
        (await _server.Post(TestSpan.Request("shop", "1.0", "shop-1", spans))).EnsureSuccessStatusCode();
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task With_nobody_there_checks_are_asked_and_only_safe_actions_done()
    {
        var ended = await Run("runbook", "run", "cart", "--unattended", "--format", "json", "--by", "ann");

        var steps = JsonDocument.Parse(ended.Output).RootElement.GetProperty("steps").EnumerateArray().Select(s => s.GetProperty("state").GetString()).ToList();
        Assert.Equal(["asExpected", "done", "skipped", "failed", "asExpected"], steps);
        Assert.Equal(1, ended.Code);
        Assert.Contains("longer than 1s", ended.Output);
        Assert.True(File.Exists(Path.Combine(Marks, "safe one")));
        Assert.False(File.Exists(Path.Combine(Marks, "flag")));
        await Task.Delay(TimeSpan.FromSeconds(3), TestContext.Current.CancellationToken);
        Assert.False(File.Exists(Path.Combine(Marks, "late")));
        var changes = await (await _server.Get("/api/v1/changes")).Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Contains("runbooks/cart.md: touch", changes);
        Assert.Contains("ann", changes);
    }

    [Fact]
    public async Task A_dry_run_does_nothing_but_what_is_named_for_it()
    {
        var ended = await Run("runbook", "run", "runbooks/cart.md", "--dry-run");

        Assert.True(ended.Code == 0, ended.Output + ended.Errors);
        Assert.Contains("would do:", ended.Output);
        Assert.Equal(["dry"], Directory.GetFiles(Marks).Select(f => Path.GetFileName(f)!));
    }

    [Fact]
    public async Task Commands_are_run_only_as_the_plan_in_force_has_them()
    {
        var other = _folder["other"];
        Directory.CreateDirectory(Path.Combine(other, "runbooks"));
        File.Copy(Path.Combine(Plan, "upshot.yaml"), Path.Combine(other, "upshot.yaml"));
        await File.WriteAllTextAsync(Path.Combine(other, "runbooks", "cart.md"), $"# Other\n\n1. Do:\n\n```yaml action\nrun: touch {Marks}/other\nsafe: true\n```\n", TestContext.Current.CancellationToken);

        var ended = await UpshotProgram.Run("runbook", "run", "cart", "--unattended", "--server", _server.Http.ToString(), "--plan", other);

        Assert.Equal(1, ended.Code);
        Assert.Contains("the server works with another plan", ended.Output);
        Assert.Empty(Directory.GetFiles(Marks));
        Assert.Contains("There is no terminal", (await Run("runbook", "run", "cart")).Errors);
    }

    [Fact]
    public async Task At_a_terminal_each_action_is_confirmed_and_a_changed_flag_is_written_down()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/script"), "script (util-linux) makes the terminal.");
        var command = $"dotnet {Path.Combine(AppContext.BaseDirectory, "upshot.dll")} runbook run cart --server {_server.Http} --plan {Plan}";
        var start = UpshotProgram.StartInfo("/usr/bin/script", ["-qec", command, "/dev/null"], new Dictionary<string, string>());
        using var process = Process.Start(start)!;
        await process.StandardInput.WriteAsync("n\ny\nq\n");
        await process.StandardInput.FlushAsync(TestContext.Current.CancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);

        Assert.True(File.Exists(Path.Combine(Marks, "flag")), output);
        Assert.False(File.Exists(Path.Combine(Marks, "safe one")), output);
        Assert.Contains("stopped here", output);
        var changes = await (await _server.Get("/api/v1/changes")).Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Contains("new-stock", changes);
    }

    private Task<Ended> Run(params string[] arguments) => UpshotProgram.Run([.. arguments, "--server", _server.Http.ToString(), "--plan", Plan]);
}
