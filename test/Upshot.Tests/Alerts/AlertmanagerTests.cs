using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Upshot.Tests.Running;

namespace Upshot.Tests.Alerts;

/// <summary>Alertmanager itself takes a page, and tells its own receivers of it in the form that a channel of Upshot has too.</summary>
public class AlertmanagerTests
{
    [Fact]
    public async Task Alertmanager_takes_a_page_and_its_own_webhook_is_shaped_as_ours()
    {
        var program = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').SelectMany(d => new[] { Path.Combine(d, "prometheus-alertmanager"), Path.Combine(d, "alertmanager") }).FirstOrDefault(File.Exists);
        Assert.SkipWhen(program is null, "prometheus-alertmanager is not installed.");
        await using var sink = await WebSink.Start();
        using var folder = new TemporaryFolder();
        var port = FreePort();
        await File.WriteAllTextAsync(folder["alertmanager.yml"], $$"""
            route: { receiver: theirs, group_by: [incident], group_wait: 0s, group_interval: 1s, repeat_interval: 1h }
            receivers: [ { name: theirs, webhook_configs: [ { url: "{{sink.Address}}/theirs", send_resolved: true } ] } ]
            """, TestContext.Current.CancellationToken);
        using var alertmanager = Process.Start(new ProcessStartInfo(program!, [$"--config.file={folder["alertmanager.yml"]}", $"--storage.path={folder["store"]}", $"--web.listen-address=127.0.0.1:{port}", "--cluster.listen-address="])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        })!;
        try
        {
            var said = alertmanager.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            _ = alertmanager.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            using var shop = new AlertShop($$"""
                    manager: { kind: alertmanager, url: "http://127.0.0.1:{{port}}/api/v2/alerts", severities: page }
                    ours: { kind: alertmanager, url: "{{sink.Address}}/ours", severities: page }
                """);
            await using var server = await shop.Start();
            await shop.Send(server, "cart", 80, 20);
            var ours = (await sink.Wait(r => r.Path == "/ours"))[0].Json;
            Assert.False(alertmanager.HasExited, alertmanager.HasExited ? await said : "");
            var theirs = (await sink.Wait(r => r.Path == "/theirs"))[0].Json;

            Assert.Equal(Names(theirs), Names(ours));
            Assert.Equal(Names(theirs.GetProperty("alerts")[0]), Names(ours.GetProperty("alerts")[0]));
            Assert.Equal(theirs.GetProperty("version").GetString(), ours.GetProperty("version").GetString());
            var (their, our) = (theirs.GetProperty("alerts").EnumerateArray().Single(a => Name(a) == "cart-works/page"), ours.GetProperty("alerts").EnumerateArray().Single(a => Name(a) == "cart-works/page"));
            Assert.Equal(Texts(their.GetProperty("labels")), Texts(our.GetProperty("labels")));
            Assert.Equal(Texts(their.GetProperty("annotations")), Texts(our.GetProperty("annotations")));
            Assert.Equal(their.GetProperty("fingerprint").GetString(), our.GetProperty("fingerprint").GetString());
            Assert.Equal(their.GetProperty("startsAt").GetDateTimeOffset(), our.GetProperty("startsAt").GetDateTimeOffset());
        }
        finally
        {
            alertmanager.Kill();
        }
    }

    private static string? Name(JsonElement alert) => alert.GetProperty("labels").GetProperty("alertname").GetString();

    private static IEnumerable<string> Names(JsonElement json) => json.EnumerateObject().Select(p => p.Name).Order(StringComparer.Ordinal);

    private static Dictionary<string, string?> Texts(JsonElement json) => json.EnumerateObject().ToDictionary(p => p.Name, p => p.Value.GetString());

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
