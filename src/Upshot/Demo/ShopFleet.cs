using System.Globalization;

namespace Upshot.Demo;

/// <summary>All instances of the services of one release.</summary>
internal sealed class ShopFleet : IAsyncDisposable
{
    private const string Listens = " listens on ";
    private static readonly TimeSpan StartPatience = TimeSpan.FromMinutes(2);

    private readonly List<ChildProcess> _services = [];

    public required string Version { get; init; }

    public IReadOnlyList<string> Storefronts { get; private set; } = [];

    /// <summary>Starts as many instances of each service as the options say on free ports, and waits until they listen.</summary>
    public static async Task<ShopFleet> Start(string version, PythonShop? python, DemoOptions options, string data, Uri otlpHttp, CancellationToken cancel)
    {
        var fleet = new ShopFleet { Version = version };
        var environment = new Dictionary<string, string>
        {
            ["SHOP_VERSION"] = version,
            ["SHOP_ENVIRONMENT"] = "demo",
            ["SHOP_DATA"] = data,
            ["SHOP_SEED"] = options.Seed.ToString(CultureInfo.InvariantCulture),
            ["SHOP_EXIT_WITH_STDIN"] = "1",

            // Code that is compiled again while it runs would be measured while it changes; and many small processes share a small machine.
            ["DOTNET_TieredCompilation"] = "0",
            ["DOTNET_gcConcurrent"] = "0",
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = otlpHttp.ToString(),
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
            ["OTEL_BSP_SCHEDULE_DELAY"] = "1000",
            ["OTEL_BLRP_SCHEDULE_DELAY"] = "1000",
            ["OTEL_METRIC_EXPORT_INTERVAL"] = "10000",
        };
        try
        {
            // The one in Python takes longest to start.
            var ranking = python is null ? Task.FromResult<string[]>([]) : Many("recommendations", options.Instances, (name, instance) => fleet.StartOne(new OwnProgram(python.Python, [python.Program]), ["--port", "0"], instance, Of(python), cancel));
            environment["SHOP_INVENTORY_URLS"] = string.Join(',', await Service("inventory", options.Instances));
            environment["SHOP_CHECKOUT_URLS"] = string.Join(',', await Service("checkout", options.Instances));
            environment["SHOP_RECOMMENDATIONS_URLS"] = string.Join(',', await ranking);
            fleet.Storefronts = await Service("storefront", options.Storefronts);
            return fleet;
        }
        catch
        {
            await fleet.DisposeAsync();
            throw;
        }

        Task<string[]> Service(string name, int instances) =>
            Many(name, instances, (service, instance) => fleet.StartOne(OwnProgram.Find(), [HostedShop.Command, service, "--urls", "http://127.0.0.1:0"], instance, environment, cancel));

        Task<string[]> Many(string name, int instances, Func<string, string, Task<string>> start) =>
            Task.WhenAll(Enumerable.Range(1, instances).Select(number => start(name, $"{name}-{version}-{number}")));

        Dictionary<string, string> Of(PythonShop shop) => new(environment)
        {
            ["PYTHONPATH"] = PythonShop.ImportPath(shop.Folder),
            ["PYTHONDONTWRITEBYTECODE"] = "1",
        };
    }

    /// <summary>Lets all of them send their last telemetry and end.</summary>
    public Task Stop() => Task.WhenAll(_services.Select(service => service.Stop(TimeSpan.FromSeconds(10))));

    public async ValueTask DisposeAsync()
    {
        foreach (var service in _services)
        {
            await service.DisposeAsync();
        }
    }

    private async Task<string> StartOne(OwnProgram program, string[] arguments, string instance, Dictionary<string, string> environment, CancellationToken cancel)
    {
        var address = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        var child = ChildProcess.Start(
            instance,
            arguments,
            new Dictionary<string, string>(environment) { ["SHOP_INSTANCE"] = instance },
            line =>
            {
                if (line.Contains(Listens, StringComparison.Ordinal))
                {
                    address.TrySetResult(line.Split(Listens)[1]);
                }
            },
            program);
        lock (_services)
        {
            _services.Add(child);
        }

        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        patience.CancelAfter(StartPatience);
        var first = await Task.WhenAny(address.Task, child.Exit(patience.Token));
        cancel.ThrowIfCancellationRequested();
        return first == address.Task
            ? await address.Task
            : throw new DemoFailure($"{instance} of the Shop did not start. It said:{Environment.NewLine}{child.LastWords}");
    }
}
