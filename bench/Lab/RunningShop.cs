using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;

namespace Upshot.Lab;

/// <summary>
/// The Shop's services as processes of their own, sending to a server: one inventory, one checkout, and a storefront for each build, all at once. Builds differ by the steps before their pages.
/// </summary>
internal sealed class RunningShop : IAsyncDisposable
{
    private static readonly JsonSerializerOptions s_json = JsonSerializerOptions.Web;
    private readonly List<Process> _services = [];
    private readonly List<Uri> _storefronts = [];
    private readonly HttpClient _http = new();

    public IReadOnlyList<Uri> Storefronts => _storefronts;

    /// <summary>The version by which spans of a storefront are known.</summary>
    public static string VersionOf(int build) => $"1.2+{build}";

    public static async Task<RunningShop> Start(string program, string data, int otlpPort, int builds)
    {
        var shop = new RunningShop();
        var environment = new Dictionary<string, string>
        {
            ["SHOP_DATA"] = data,
            ["SHOP_ENVIRONMENT"] = "development",
            ["SHOP_EXIT_WITH_STDIN"] = "1",
            ["SHOP_FLAGS"] = "related-items=0",
            ["SHOP_ROUND_TRIP_MS"] = "10",
            // A storefront for each build compiles for itself; what is compiled once is fast enough.
            ["DOTNET_TieredPGO"] = "0",
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = $"http://127.0.0.1:{otlpPort}",
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
            ["OTEL_BSP_SCHEDULE_DELAY"] = "500",
            ["OTEL_BSP_MAX_QUEUE_SIZE"] = "65536",
        };
        environment["SHOP_INVENTORY_URLS"] = $"{await shop.StartOne(program, "inventory", environment)}";
        environment["SHOP_CHECKOUT_URLS"] = $"{await shop.StartOne(program, "checkout", environment)}";
        for (var build = 0; build < builds; build++)
        {
            environment["SHOP_VERSION"] = VersionOf(build);
            shop._storefronts.Add(await shop.StartOne(program, "storefront", environment));
        }

        return shop;
    }

    public async Task Build(int build, IEnumerable<ShopStep> steps)
    {
        using var changed = await _http.PutAsJsonAsync(new Uri(_storefronts[build], "/admin/steps"), steps, s_json);
        changed.EnsureSuccessStatusCode();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var service in Enumerable.Reverse(_services))
        {
            service.StandardInput.Close();
            await service.WaitForExitAsync();
            service.Dispose();
        }

        _http.Dispose();
    }

    private async Task<Uri> StartOne(string program, string service, Dictionary<string, string> environment)
    {
        var start = new ProcessStartInfo("dotnet", [program, service, "--urls", "http://127.0.0.1:0"]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        var process = Process.Start(start)!;
        _services.Add(process);
        var line = await process.StandardOutput.ReadLineAsync();
        _ = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
        return line?.Split(" listens on ") is [_, var address] ? new Uri(address) : throw new InvalidOperationException($"{service} did not start: {line}");
    }
}
