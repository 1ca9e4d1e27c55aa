using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.FeatureManagement;
using OpenTelemetry.Trace;
using Shop.Faults;
using Shop.Flags;
using Shop.Telemetry;
using Upshot.Instrument;

namespace Shop.Hosting;

/// <summary>A service adds what it needs to the container, and its routes to the application.</summary>
internal delegate Action<WebApplication> ServiceDefinition(IServiceCollection services, ShopSettings settings);

/// <summary>What the three services share: settings, telemetry, flags, faults, health, and a clean end.</summary>
internal static class ServiceHost
{
    public static async Task<int> Run(string name, string urls, ServiceDefinition define, CancellationToken stop)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Configuration.AddEnvironmentVariables("SHOP_");
        var mistakes = new List<string>();
        var settings = ShopSettings.Read(builder.Configuration, mistakes);
        var defects = TelemetryDefects.Read(name, builder.Configuration, mistakes);
        if (mistakes.Count > 0)
        {
            await Console.Error.WriteLineAsync(string.Join(Environment.NewLine, mistakes));
            return 1;
        }

        var live = new LiveSettings();
        builder.Configuration.Sources.Add(live);
        ShopFlags.Configure(live, settings.Flags);
        FaultKinds.Configure(live, settings.Faults);

        builder.WebHost.UseUrls(urls);
        builder.Services.AddSingleton(settings).AddSingleton(settings.Release).AddSingleton(live);
        builder.Services.AddSingleton(new Chance(settings.Seed)).AddSingleton<ActiveFaults>().AddSingleton<ShopFlags>();
        builder.Services.AddFeatureManagement();
        defects.AddTo(builder);
        builder.AddShopTelemetry(name, settings);
        var map = define(builder.Services, settings);

        await using var app = builder.Build();
        defects.AddTo(app);
        app.UseMiddleware<FaultMiddleware>();
        app.UseMiddleware<DownstreamFailures>();
        app.MapGet("/health", () => Results.Ok());
        app.MapUpshotHealth();
        app.MapShopAdmin();
        map(app);
        try
        {
            // The provider must be there before the first span; the host would make it only while it starts.
            app.Services.GetRequiredService<TracerProvider>();
            ShopPlan.UseLogger(app.Services.GetRequiredService<ILoggerFactory>());
            using var starting = Shop.StartService.Start(name, settings.Release.Version);
            await app.StartAsync(stop);
            starting.Succeed();
        }
        catch (IOException e)
        {
            await Console.Error.WriteLineAsync($"{name} cannot listen on {urls}: {e.Message}");
            return 1;
        }

        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        Console.WriteLine($"{name} {settings.Release.Version} listens on {address}");
        if (settings.ExitWithStdin)
        {
            _ = Task.Run(() => StopWhenInputEnds(app.Lifetime), CancellationToken.None);
        }

        await app.WaitForShutdownAsync(stop);
        return 0;
    }

    private static async Task StopWhenInputEnds(IHostApplicationLifetime lifetime)
    {
        await using var input = Console.OpenStandardInput();
        var buffer = new byte[64];
        while (await input.ReadAsync(buffer) > 0)
        {
            // Only the end matters.
        }

        lifetime.StopApplication();
    }
}
