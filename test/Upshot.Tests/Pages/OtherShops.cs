namespace Upshot.Tests.Pages;

/// <summary>Servers in the states that pages also have, each begun when it is first asked for.</summary>
public sealed class OtherShops : IAsyncLifetime
{
    private readonly Dictionary<string, PageServer> _servers = [];

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    /// <returns>Null: the shop that everything is in.</returns>
    internal async Task<PageServer?> OfAsync(string state)
    {
        if (state is "full" or "error")
        {
            return null;
        }

        if (!_servers.TryGetValue(state, out var server))
        {
            server = _servers[state] = await PageServer.StartAsync(state == "no-plan" ? null : SmallShop.WritePlan);
            await FillAsync(server, state);
        }

        return server;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _servers.Values)
        {
            await server.DisposeAsync();
        }
    }

    private static async Task FillAsync(PageServer server, string state)
    {
        using var client = new HttpClient();
        if (state == "silent")
        {
            // Until five hours ago, and nothing since.
            await Telemetry.PostAsync(client, server.Otlp, SmallShop.Spans(DateTimeOffset.UtcNow.AddHours(-5)));
        }

        if (state == "partial")
        {
            await Telemetry.PostAsync(client, server.Otlp, SmallShop.Spans(DateTimeOffset.UtcNow.AddHours(-3)));
            await server.Store.SealAsync();
            foreach (var file in Directory.EnumerateFiles(server.Options.Data, "spans*.parquet", SearchOption.AllDirectories).Order().Skip(1).ToList())
            {
                File.Delete(file);
            }

            await Telemetry.PostAsync(client, server.Otlp, SmallShop.Spans(DateTimeOffset.UtcNow));
        }
    }
}
