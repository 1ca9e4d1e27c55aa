using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Upshot.Tests.Running;

namespace Upshot.Tests.Commands;

public sealed class PrivacyTests
{
    private static readonly HttpClient s_client = new();

    [Fact]
    public async Task What_looks_personal_is_listed_wherever_it_is_stored_masked_and_not_where_the_plan_classes_it()
    {
        using var folder = new TemporaryFolder();
        var plan = Directory.CreateDirectory(Path.Combine(folder.Path, "plan", "signals")).Parent!.FullName;
        await File.WriteAllTextAsync(Path.Combine(plan, "upshot.yaml"), "product: shop\nowners: { web: web@shop.example }\noperations: { buy: { owner: web, entry: { service: shop } } }\n", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(Path.Combine(plan, "signals", "a.yaml"), "groups:\n  - id: registry.shop\n    type: attribute_group\n    brief: Ours.\n    attributes:\n      - { id: note.internal, type: string, brief: Ours., stability: stable, annotations: { upshot: { privacy: internal } } }\n", TestContext.Current.CancellationToken);
        await using var server = await RunningServer.Start(Path.Combine(folder.Path, "data"), plan);
        var now = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() * 1_000_000;
        object Text(string key, string value) => new { key, value = new { stringValue = value } };
        var resource = new { attributes = new[] { Text("service.name", "shop"), Text("deploy.by", "ada.smith@corp.example") } };
        await Send(server, "traces", new
        {
            resourceSpans = new[]
            {
                new
                {
                    resource,
                    scopeSpans = new[]
                    {
                        new
                        {
                            spans = Enumerable.Range(1, 3).Select(i => new
                            {
                                traceId = $"{i:x32}", spanId = $"{i:x16}", name = "GET /", kind = 2, startTimeUnixNano = $"{now - i}", endTimeUnixNano = $"{now}",
                                attributes = new[] { Text("note", $"ring +49 151 1234567{i}"), Text("note.internal", "bob@corp.example"), Text("order", "17") },
                                events = new[] { new { timeUnixNano = $"{now}", name = "paid", attributes = new[] { Text("card", "4111 1111 1111 1111") } } },
                                status = new { code = 2, message = "no account for Kunde Anna Vogel" },
                            }),
                        },
                    },
                },
            },
        });
        await Send(server, "logs", new { resourceLogs = new[] { new { resource, scopeLogs = new[] { new { logRecords = new[] { new { timeUnixNano = $"{now}", body = new { stringValue = "login from 203.0.113.9 failed" }, attributes = new[] { Text("who", "eve@corp.example") } } } } } } } });

        var ended = await UpshotProgram.Run(["privacy", "--server", server.Http.ToString(), "--format", "json"]);
        Assert.Equal(2, ended.Code);
        Assert.Equal(
            [
                ("event attribute", "card", "a card number", 3L), ("log attribute", "who", "an e-mail address", 1L), ("log body", "", "an IP address", 1L), ("resource attribute", "deploy.by", "an e-mail address", 3L),
                ("span attribute", "note", "a phone number", 3L), ("status message", "", "a name", 3L),
            ],
            JsonDocument.Parse(ended.Output).RootElement.GetProperty("findings").EnumerateArray()
                .Select(f => (f.GetProperty("place").GetString()!, f.GetProperty("name").GetString()!, f.GetProperty("kind").GetString()!, f.GetProperty("count").GetInt64())).OrderBy(f => f.Item1, StringComparer.Ordinal));
        Assert.All(["ada.smith", "1234567", "4111 1111", "Vogel", "203.0.113.9"], secret => Assert.DoesNotContain(secret, ended.Output, StringComparison.Ordinal));

        var text = await UpshotProgram.Run(["privacy", "--server", server.Http.ToString(), "--since", "1h"]);
        Assert.Contains("privacy: personal", text.Output, StringComparison.Ordinal);
    }

    private static async Task Send(RunningServer server, string signal, object request)
    {
        using var content = new StringContent(JsonSerializer.Serialize(request), Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
        var answer = await s_client.PostAsync(new Uri(server.OtlpHttp, $"/v1/{signal}"), content, TestContext.Current.CancellationToken);
        Assert.Equal("{}", await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }
}
