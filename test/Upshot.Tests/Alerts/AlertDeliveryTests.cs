using System.Text;
using System.Text.Json;
using Upshot.Alerts.Channels;
using Upshot.Tests.Running;

namespace Upshot.Tests.Alerts;

public class AlertDeliveryTests
{
    private const string Secret = "a secret that only two know";

    [Fact]
    public async Task One_failing_dependency_under_five_operations_is_one_notification_in_every_channel()
    {
        await using var sink = await WebSink.Start();
        await using var mail = new MailSink();
        using var shop = new AlertShop($$"""
                pager: { kind: alertmanager, url: "{{sink.Address}}/alertmanager" }
                manager: { kind: alertmanager, url: "{{sink.Address}}/api/v2/alerts" }
                hook: { kind: webhook, url: "{{sink.Address}}/hook", secret_from: HOOK_SECRET }
                chat: { kind: slack, url_from: CHAT_URL }
                mail: { kind: email, smtp: "127.0.0.1:{{mail.Port}}" }
            """, "browse", "search", "cart", "checkout", "account");
        await using var server = await shop.Start(("HOOK_SECRET", Secret), ("CHAT_URL", $"{sink.Address}/chat"), ("UPSHOT_URL", "https://upshot.example"));
        using (var change = await Post(server, "/api/v1/changes", new { kind = "flag", name = "new-stock", from = "off", to = "on", author = "ann" }))
        {
            Assert.True(change.IsSuccessStatusCode, await change.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        }

        foreach (var operation in new[] { "browse", "search", "cart", "checkout", "account" })
        {
            await shop.Send(server, operation, 80, 20);
        }

        await sink.Wait(r => r.Path == "/alertmanager");
        await sink.Wait(r => r.Path == "/hook");
        await sink.Wait(r => r.Path == "/chat");
        await sink.Wait(r => r.Path == "/api/v2/alerts");
        var message = await mail.Wait();
        // Alerts of operations that arrived between two evaluations joined: nobody was told twice.
        await Task.Delay(3000, TestContext.Current.CancellationToken);
        Assert.Equal(["/alertmanager", "/api/v2/alerts", "/chat", "/hook"], sink.Received.Select(r => r.Path).Order());
        Assert.Single(mail.Received);

        var webhook = sink.Received.Single(r => r.Path == "/alertmanager").Json;
        Assert.Equal(("4", "firing", "pager"), (webhook.GetProperty("version").GetString(), webhook.GetProperty("status").GetString(), webhook.GetProperty("receiver").GetString()));
        Assert.Contains("stock", webhook.GetProperty("commonAnnotations").GetProperty("cause").GetString());
        Assert.All(webhook.GetProperty("alerts").EnumerateArray(), a => Assert.NotEqual("", a.GetProperty("fingerprint").GetString()));

        var hook = sink.Received.Single(r => r.Path == "/hook");
        Assert.Equal(WebChannel.Signature(Secret, hook.Timestamp, hook.Body), hook.Signature);
        var told = hook.Json.GetProperty("notification");
        Assert.Equal(hook.Key, told.GetProperty("key").GetString());
        Assert.Equal("stock", told.GetProperty("cause").GetProperty("service").GetString());
        Assert.Equal(["[shop] GET /browse", "[shop] GET", "[stock] GET /items"], told.GetProperty("cause").GetProperty("path").EnumerateArray().Select(p => p.GetString()!.Replace("/search", "/browse", StringComparison.Ordinal).Replace("/cart", "/browse", StringComparison.Ordinal).Replace("/checkout", "/browse", StringComparison.Ordinal).Replace("/account", "/browse", StringComparison.Ordinal)));
        Assert.Contains("Look at the stock. $ upshot status", told.GetProperty("firstSteps")[0].GetString());
        Assert.StartsWith("https://upshot.example/incidents/", told.GetProperty("link").GetString());
        Assert.Contains("from=", told.GetProperty("link").GetString());
        Assert.True(told.GetProperty("alerts")[0].GetProperty("budgetSpent").GetDouble() > 1);
        Assert.Contains(told.GetProperty("changes").EnumerateArray(), c => c.GetProperty("text").GetString() == "flag new-stock went from off to on, by ann");
        Assert.NotEmpty(told.GetProperty("traces").EnumerateArray());
        Assert.Contains("20 % of", told.GetProperty("felt").GetString());

        Assert.Contains("[page]", message.Subject);
        Assert.Contains("Likely cause", message.TextBody);
        Assert.Equal("team@shop.example", message.To.Mailboxes.Single().Address);

        var listed = await UpshotProgram.Run("alerts", "list", "--format", "json", "--server", server.Http.ToString());
        Assert.Equal(2, listed.Code);
        Assert.Single(JsonDocument.Parse(listed.Output).RootElement.GetProperty("open").EnumerateArray().Where(e => e.GetProperty("severity").GetString() == "page").Select(e => e.GetProperty("incident").GetString()).Distinct());
    }

    [Fact]
    public async Task What_a_channel_did_not_take_outlives_a_kill_and_comes_again_under_the_same_key()
    {
        await using var sink = await WebSink.Start();
        sink.Answers["/hook"] = 503;
        sink.Answers["/gone"] = 410;
        using var shop = new AlertShop($$"""
                hook: { kind: webhook, url: "{{sink.Address}}/hook" }
                gone: { kind: webhook, url: "{{sink.Address}}/gone" }
                nowhere: { kind: slack, url_from: NOBODY_SET_THIS }
            """);
        string key;
        await using (var server = await shop.StartProcess())
        {
            await shop.Send(server, "cart", 80, 20);
            key = (await sink.Wait(r => r.Path == "/hook"))[0].Key;
            await sink.Wait(r => r.Path == "/gone");
            var notices = string.Join('\n', (await Status(server)).GetProperty("notices").EnumerateArray().Select(n => n.GetString()));
            Assert.Contains("503", notices);
            Assert.Contains("410", notices);
            Assert.Contains("NOBODY_SET_THIS is not set", notices);
            await server.Kill();
        }

        sink.Answers["/hook"] = 200;
        var before = sink.Received.Count;
        await using (var server = await shop.Start())
        {
            await sink.Wait(r => r.Path == "/hook", sink.Received.Count(r => r.Path == "/hook") + 1);
            Assert.All(sink.Received.Skip(before).Where(r => r.Path == "/hook"), r => Assert.Equal(key, r.Key));
            Assert.DoesNotContain("503", (await Status(server)).GetProperty("notices").ToString());

            var sent = await UpshotProgram.Run("alerts", "send-test", "--server", server.Http.ToString());
            Assert.Equal(2, sent.Code);
            Assert.Contains("hook took it.", sent.Output);
            Assert.Contains("gone did not take it: it answered 410 Gone.", sent.Output);

            var acknowledged = await UpshotProgram.Run("alerts", "ack", "cart-works/page", "--by", "ann", "--server", server.Http.ToString());
            Assert.Equal("cart-works/page: acknowledged by ann", acknowledged.Output.Trim());
            await Task.Delay(1500, TestContext.Current.CancellationToken);
            var listed = JsonDocument.Parse((await UpshotProgram.Run("alerts", "list", "--format", "json", "--server", server.Http.ToString())).Output).RootElement;
            Assert.Contains(listed.GetProperty("open").EnumerateArray(), e => e.GetProperty("state").GetString() == "acknowledged");
        }
    }

    [Fact]
    public async Task A_silence_holds_a_page_back_and_says_who_and_why()
    {
        await using var sink = await WebSink.Start();
        using var shop = new AlertShop($$"""
                hook: { kind: webhook, url: "{{sink.Address}}/hook" }
            """);
        await using var server = await shop.Start();
        var silenced = await UpshotProgram.Run("alerts", "silence", "cart*", "--for", "1h", "--reason", "we move the stock", "--by", "ann", "--format", "json", "--server", server.Http.ToString());
        Assert.Equal(0, silenced.Code);
        await shop.Send(server, "cart", 80, 20);
        await Task.Delay(3000, TestContext.Current.CancellationToken);
        Assert.Empty(sink.Received);
        var ended = await UpshotProgram.Run("alerts", "unsilence", JsonDocument.Parse(silenced.Output).RootElement.GetProperty("id").GetString()!, "--server", server.Http.ToString());
        Assert.Equal(0, ended.Code);
        Assert.Single(await sink.Wait(r => r.Path == "/hook"));
    }

    private static async Task<JsonElement> Status(RunningServer server) => JsonDocument.Parse(await (await server.Get("/api/v1/status")).Content.ReadAsStringAsync()).RootElement;

    private static async Task<HttpResponseMessage> Post(RunningServer server, string path, object body)
    {
        using var http = new HttpClient();
        using var content = new StringContent(JsonSerializer.Serialize(body), Encoding.UTF8, "application/json");
        return await http.PostAsync(new Uri(server.Http, path), content);
    }
}
