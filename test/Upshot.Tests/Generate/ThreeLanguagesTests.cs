using System.Net.Http.Json;
using Upshot.Tests.Running;

namespace Upshot.Tests.Generate;

/// <summary>The Shop (C#) with shipping (TypeScript) and packing (Python), each with its generated module.</summary>
public sealed class ThreeLanguagesTests
{
    private static readonly string s_node = Repository.PathTo("sample/shop-node");
    private static readonly string s_python = Repository.PathTo("sample/shop-python");
    private static readonly string s_plan = Repository.PathTo("sample/delivery-plan");

    [Fact]
    public async Task One_trace_crosses_three_languages()
    {
        Tools.NeedPython();
        using var folder = new TemporaryFolder();
        await Compile(folder);
        await using var server = await RunningServer.Start(folder["data"], s_plan);

        var shop = new Dictionary<string, string> { ["SHOP_DATA"] = folder["shop"], ["SHOP_ROUND_TRIP_MS"] = "0" };
        await using var packing = await ListeningProcess.Start("python3", ["main.py", "--port", "0"], s_python, server, Tools.PythonEnvironment());
        await using var shipping = await ListeningProcess.Start("node", ["shipping/main.js", "--port", "0", "--packing", packing.Address.ToString()], folder.Path, server, []);
        await using var inventory = await Service("inventory", shop);
        await using var checkout = await Service("checkout", new(shop) { ["SHOP_INVENTORY_URLS"] = inventory.Address.ToString(), ["SHOP_SHIPPING_URL"] = shipping.Address.ToString() });
        await using var storefront = await Service("storefront", new(shop) { ["SHOP_INVENTORY_URLS"] = inventory.Address.ToString(), ["SHOP_CHECKOUT_URLS"] = checkout.Address.ToString() });
        var order = await Buy(storefront.Address);
        foreach (var service in new[] { storefront, checkout, inventory, shipping, packing })
        {
            await service.End();
        }

        Assert.Equal(("letter", 190), (order.GetProperty("shipping").GetProperty("box").GetString(), order.GetProperty("shipping").GetProperty("cents").GetInt32()));
        var tree = await server.Query("""
            WITH RECURSIVE path AS (
                SELECT trace_id, span_id, service || ' ' || kind || ' ' || name AS step, [service || ' ' || kind || ' ' || name] AS steps
                FROM spans WHERE service = 'storefront' AND name = 'POST /checkout' AND parent_span_id = ''
                UNION ALL
                SELECT s.trace_id, s.span_id, s.service, list_append(p.steps, s.service || ' ' || s.kind || ' ' || s.name)
                FROM spans s JOIN path p ON s.trace_id = p.trace_id AND s.parent_span_id = p.span_id)
            SELECT array_to_string(steps, ' > ') FROM path WHERE steps[-1] LIKE 'packing %'
            """);
        Assert.Equal(
            [
                "storefront server POST /checkout > storefront client POST /orders > checkout server POST /orders > checkout client POST /quotes"
                + " > shipping server delivery.quote > shipping client delivery.ask_packing > packing server delivery.pack",
            ],
            tree.Select(row => row[0].GetString()));
        await CheckWhatBelongsToIt(server);

        Task<ListeningProcess> Service(string name, Dictionary<string, string> environment) =>
            ListeningProcess.Start("dotnet", [Path.Combine(AppContext.BaseDirectory, "shop", "Shop.dll"), name, "--urls", "http://127.0.0.1:0"], folder.Path, server, environment);
    }

    [Fact]
    public async Task What_both_services_emit_is_verified_against_their_plan()
    {
        Tools.NeedPython();
        using var folder = new TemporaryFolder();
        await Compile(folder);
        var environment = Tools.PythonEnvironment();
        environment["SAMPLES"] = Repository.PathTo("sample");

        var ended = await UpshotProgram.Run(
            ["verify", "--plan", s_plan, "--", "python3", Repository.PathTo("test/polyglot-python/deliver.py"), folder["shipping/main.js"]], folder.Path, environment);

        Assert.True(ended.Code == 0, ended.Output + ended.Errors);
        Assert.Contains("9 of 9 signals", ended.Output);
    }

    [Theory]
    [InlineData("python", "sample/shop-python")]
    [InlineData("typescript", "sample/shop-node")]
    public async Task The_committed_modules_are_what_the_plan_says_now(string language, string folder)
    {
        var ended = await UpshotProgram.Run("generate", s_plan, "--language", language, "--out", Repository.PathTo(folder), "--check");

        Assert.True(ended.Code == 0, ended.Output + ended.Errors);
    }

    [Fact]
    public async Task The_python_service_is_clean_under_strict_mypy()
    {
        Tools.NeedPython();

        var ended = await Tools.Mypy(s_python, "-m", "main", "-m", "telemetry", "-p", "delivery");

        Assert.True(ended.Code == 0, ended.Output + ended.Errors);
    }

    private static async Task Compile(TemporaryFolder folder)
    {
        var compiled = await TypeScriptCompiler.Run(s_node, "-p", ".", "--outDir", folder["shipping"]);
        Assert.True(compiled.Code == 0, compiled.Output + compiled.Errors);
        await File.WriteAllTextAsync(folder["package.json"], """{"type":"module"}""", TestContext.Current.CancellationToken);
        Directory.CreateSymbolicLink(folder["node_modules"], Path.Combine(s_node, "node_modules"));
    }

    private static async Task<System.Text.Json.JsonElement> Buy(Uri storefront)
    {
        var cancel = TestContext.Current.CancellationToken;
        using var client = new HttpClient { BaseAddress = storefront };
        using var added = await client.PostAsJsonAsync("/carts/c1/items", new { product = 1, quantity = 1 }, cancel);
        Assert.True(added.IsSuccessStatusCode, await added.Content.ReadAsStringAsync(cancel));
        using var ordered = await client.PostAsJsonAsync("/checkout", new { cart = "c1" }, cancel);
        Assert.True(ordered.IsSuccessStatusCode, await ordered.Content.ReadAsStringAsync(cancel));
        return await ordered.Content.ReadFromJsonAsync<System.Text.Json.JsonElement>(cancel);
    }

    // Metrics and events of both other languages, and the event in the trace that it belongs to.
    private static async Task CheckWhatBelongsToIt(RunningServer server)
    {
        var metrics = await server.Query("SELECT DISTINCT service || ' ' || name || ' ' || unit FROM metric_points WHERE service IN ('shipping', 'packing') ORDER BY 1");
        Assert.Equal(
            ["packing delivery.boxes {box}", "packing delivery.pack.duration s", "shipping delivery.quote.duration s", "shipping delivery.quote.price {EUR}"],
            metrics.Select(row => row[0].GetString()));
        var events = await server.Query("SELECT l.event_name, l.body, s.name FROM logs l JOIN spans s ON s.trace_id = l.trace_id AND s.span_id = l.span_id WHERE l.service IN ('shipping', 'packing')");
        Assert.Equal(("delivery.quoted", "delivery.quote"), (Assert.Single(events)[0].GetString(), events[0][2].GetString()));
        Assert.Matches("^Order [0-9a-f]{32} goes to at in box letter$", events[0][1].GetString());
    }
}
