using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Upshot.Tests.Running;

namespace Upshot.Tests.Commands;

/// <summary>Gates: by exit code, by HTTP as Argo Rollouts and Flagger ask, by budget policy; the webhook; the ledger of the same server.</summary>
public sealed class GateTests(Deployments deployments, GateTests.FrozenShop shop) : IClassFixture<GateTests.FrozenShop>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_regressed_release_is_stopped_and_the_command_for_it_runs()
    {
        using var folder = new TemporaryFolder();
        var ended = await deployments.Ask("gate", "8.1.0", "--on-regressed", $"echo $UPSHOT_RELEASE against $UPSHOT_BASELINE > {folder["rolled-back"]}");

        Assert.Equal((2, ""), (ended.Code, ended.Errors));
        Assert.StartsWith("Stop: 8.1.0 against 8.0.0, regressed.", ended.Output);
        Assert.Contains("open-ended looks", ended.Output);
        Assert.Equal("8.1.0 against 8.0.0", (await File.ReadAllTextAsync(folder["rolled-back"], Stop)).Trim());

        // Later looks see nothing of it any more, and an alarm does not take itself back.
        var later = await deployments.Ask("gate", "8.1.0", "--since", "1h", "--format", "json");
        var decision = JsonDocument.Parse(later.Output).RootElement;
        Assert.Equal((2, "regressed", false), (later.Code, decision.GetProperty("verdict").GetString(), decision.GetProperty("pass").GetBoolean()));
        Assert.Contains("an alarm does not take itself back", decision.GetProperty("reason").GetString());
    }

    [Fact]
    public async Task A_release_stays_regressed_whatever_becomes_of_the_command_for_it()
    {
        var ended = await deployments.Ask("gate", "8.1.0", "--on-regressed", "exit 7");

        Assert.Equal(2, ended.Code);
        Assert.Equal("The command for a regressed release failed with exit code 7: exit 7", ended.Errors.Trim());
    }

    [Fact]
    public async Task A_release_that_got_better_goes_on_also_when_looks_are_planned()
    {
        var ended = await deployments.Ask("gate", "3.1", "--service", "mailer", "--wait", "10s");

        Assert.Equal((0, ""), (ended.Code, ended.Errors));
        Assert.StartsWith("Go on: 3.1 against 3.0, improved.", ended.Output);
        Assert.Contains("look 1 of 2 that were planned", ended.Output);
    }

    [Fact]
    public async Task Argo_asks_for_a_verdict_and_Flagger_for_a_status()
    {
        using var argo = await deployments.Server.Get("/api/v1/gate?release=8.1.0");
        var decision = await argo.Content.ReadFromJsonAsync<JsonElement>(Stop);
        Assert.Equal((HttpStatusCode.OK, "regressed", false), (argo.StatusCode, decision.GetProperty("verdict").GetString(), decision.GetProperty("pass").GetBoolean()));
        Assert.NotEmpty(decision.GetProperty("reason").GetString()!);

        Assert.Equal((HttpStatusCode)412, await Flagger("8.1.0", "payment"));
        Assert.Equal(HttpStatusCode.OK, await Flagger("3.1", "mailer"));
        Assert.Equal((HttpStatusCode)425, await Flagger("7.2.0", "catalog"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, await Flagger(null, "catalog"));

        // By hand.
        Assert.Equal((HttpStatusCode)412, await Post("", new { release = "8.1.0", service = "payment" }));
        Assert.Equal(HttpStatusCode.OK, await Post("?release=3.1", new { service = "mailer" }));
        Assert.Equal((HttpStatusCode)412, await Post("?release=8.1.0", null));

        async Task<HttpStatusCode> Flagger(string? release, string service)
        {
            var metadata = new Dictionary<string, string> { ["service"] = service };
            if (release is not null)
            {
                metadata["release"] = release;
            }

            return await Post("", new { name = "shop", @namespace = "prod", phase = "Progressing", checksum = "85d557f47b", metadata });
        }

        async Task<HttpStatusCode> Post(string query, object? body)
        {
            using var client = new HttpClient();
            using var content = body is null ? null : JsonContent.Create(body);
            using var answer = await client.PostAsync(new Uri(deployments.Server.Http, $"/api/v1/gate{query}"), content, Stop);
            return answer.StatusCode;
        }
    }

    [Fact]
    public async Task What_cannot_be_a_gate_is_said()
    {
        Assert.Contains("--wait \"soon\" is no time.", (await deployments.Ask("gate", "8.1.0", "--wait", "soon")).Errors);
        Assert.StartsWith("No request of version \"moon\" was seen.", (await deployments.Ask("gate", "moon")).Errors);
        using var answer = await deployments.Server.Get("/api/v1/gate?release=8.1.0&look=3&looks=2&every=5");
        Assert.Contains("Planned looks are given as", await answer.Content.ReadAsStringAsync(Stop));
    }

    [Fact]
    public async Task A_budget_that_is_spent_freezes_all_but_named_exceptions()
    {
        var frozen = await shop.Ask("gate", "1.0");
        Assert.Equal(2, frozen.Code);
        Assert.Contains("cart-fast has 0 % of its budget left, and the plan lets no release pass at 10 % or less: No release but repairs.", frozen.Output);
        Assert.DoesNotContain("frozen", (await shop.Ask("gate", "1.1")).Output);
    }

    [Fact]
    public async Task A_verdict_that_becomes_regressed_is_told_once_with_a_signature()
    {
        await shop.Ask("gate", "1.1");
        await shop.Ask("gate", "1.1");

        var (body, signature) = Assert.Single(shop.Told);
        Assert.Equal($"sha256={Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(FrozenShop.Secret), body))}", signature);
        Assert.Equal(("1.1", "regressed"), (JsonDocument.Parse(body).RootElement.GetProperty("release").GetString(), JsonDocument.Parse(body).RootElement.GetProperty("verdict").GetString()));
    }

    [Fact]
    public async Task The_ledger_has_hits_misses_and_what_was_never_verified_and_is_the_same_again()
    {
        var first = await shop.Ask("ledger", "--format", "json");
        Assert.Equal((0, ""), (first.Code, first.Errors));
        Assert.Equal(first.Output, (await shop.Ask("ledger", "--format", "json")).Output);
        var all = JsonDocument.Parse(first.Output).RootElement.GetProperty("all");
        Assert.Equal((2, 0, 1, 1), (all.GetProperty("predictions").GetInt32(), all.GetProperty("hits").GetInt32(), all.GetProperty("misses").GetInt32(), all.GetProperty("open").GetInt32()));
        Assert.Equal(0.81, all.GetProperty("brier").GetDouble(), 1e-12);
        Assert.Equal("9.9: latency_p50 of cart", JsonDocument.Parse(first.Output).RootElement.GetProperty("neverVerified")[0].GetString());
        Assert.Equal(["plan", "tuner"], JsonDocument.Parse(first.Output).RootElement.GetProperty("sources").EnumerateArray().Select(s => s.GetProperty("name").GetString()));
        using var page = await shop.Server.Get("/ledger");
        Assert.Contains("Never verified", await page.Content.ReadAsStringAsync(Stop));
        Assert.Contains("Not verified: 9.9", (await shop.Ask("ledger")).Output);
    }

    [Fact]
    public async Task The_steps_of_the_documented_workflow_bring_the_verdict_to_the_pull_request()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The workflow's steps are for a Unix shell.");
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder["bin"]);
        await Program("upshot", $"exec dotnet '{Path.Combine(AppContext.BaseDirectory, "upshot.dll")}' \"$@\"");
        await Program("gh", $"echo \"$@\" >> '{folder["gh"]}'\ncase \"$1\" in api) echo 42 ;; pr) cp \"${{@: -1}}\" '{folder["comment"]}' ;; esac");
        var environment = new Dictionary<string, string>
        {
            ["PATH"] = $"{folder["bin"]}:{Environment.GetEnvironmentVariable("PATH")}",
            ["RELEASE"] = "1.1",
            ["COMMIT"] = "abc",
            ["GITHUB_REPOSITORY"] = "shop/shop",
            ["GITHUB_OUTPUT"] = folder["output"],
            ["GITHUB_STEP_SUMMARY"] = folder["summary"],
            ["UPSHOT_SERVER"] = shop.Server.Http.ToString(),
        };
        var steps = Steps(await File.ReadAllTextAsync(Repository.PathTo("docs/gate.md"), Stop)).ToList();
        Assert.Equal(2, steps.Count);
        foreach (var step in steps)
        {
            var ended = await UpshotProgram.Run(UpshotProgram.StartInfo("bash", ["-eo", "pipefail", "-c", step], environment, folder["bin"]));
            Assert.True(ended.Code == 0, ended.Output + ended.Errors);
        }

        Assert.Equal("code=2", (await File.ReadAllTextAsync(folder["output"], Stop)).Trim());
        Assert.Contains("pr comment 42 --repo shop/shop --edit-last --create-if-none --body-file verdict.md", await File.ReadAllTextAsync(folder["gh"], Stop));
        var comment = await File.ReadAllTextAsync(folder["comment"], Stop);
        Assert.StartsWith("<!-- upshot verdict -->", comment);
        Assert.Matches(@"- ❌ latency p50 of cart: expected −30 to −10 %, came \+1[12]\d % \(\+\d+ to \+\d+\)", comment);
        Assert.Equal(comment, await File.ReadAllTextAsync(folder["summary"], Stop));

        async Task Program(string name, string script)
        {
            await File.WriteAllTextAsync(Path.Combine(folder["bin"], name), $"#!/bin/bash\n{script}\n", Stop);
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(Path.Combine(folder["bin"], name), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            }
        }
    }

    // What stands indented under "run: |".
    private static IEnumerable<string> Steps(string document)
    {
        var lines = document.Split("```yaml")[1].Split("```")[0].Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            if (lines[i].TrimEnd().EndsWith("run: |", StringComparison.Ordinal))
            {
                var indent = lines[i].Length - lines[i].TrimStart().Length;
                yield return string.Join('\n', lines.Skip(i + 1).TakeWhile(l => l.Trim().Length == 0 || l.Length - l.TrimStart().Length > indent).Select(l => l.Trim().Length == 0 ? "" : l[(indent + 2)..]));
            }
        }
    }

    /// <summary>The two releases at a server whose plan freezes, expects something of them, and tells a webhook.</summary>
    public sealed class FrozenShop : IAsyncLifetime
    {
        internal const string Secret = "a secret of the receiver";
        private readonly TemporaryFolder _folder = new();
        private readonly HttpListener _listener = new();
        private readonly List<(byte[] Body, string Signature)> _told = [];

        internal RunningServer Server { get; private set; } = null!;

        internal IReadOnlyList<(byte[] Body, string Signature)> Told
        {
            get
            {
                lock (_told)
                {
                    return [.. _told];
                }
            }
        }

        public async ValueTask InitializeAsync()
        {
            Write("upshot.yaml", """
                product: shop
                owners: { team: team@shop.example }
                operations:
                  cart:
                    owner: team
                    entry: { service: shop, method: GET, route: /cart }
                objectives:
                  cart-fast:
                    operation: cart
                    latency: 100ms
                    target: 99%
                    reason: People leave when their cart takes long.
                    runbook: runbooks/cart.md
                budget:
                  - remaining: 10%
                    action: No release but repairs.
                    freeze: true
                    exceptions:
                      - { release: "1.1", until: 2999-12-31, reason: It repairs. }
                      - { release: "1.0", until: 2020-12-31, reason: It repaired. }
                """);
            Write("runbooks/cart.md", "---\ntitle: Slow\nowner: team\nobjectives: [cart-fast]\n---\n1. Look.\n");
            Write("releases/1.1.yaml", "version: \"1.1\"\nbaseline: \"1.0\"\nowner: team\nhypothesis: It gets faster.\nexpected:\n  cart:\n    latency_p50: { change: -30%..-10%, confidence: 90% }\n");
            Write("releases/9.9.yaml", "version: \"9.9\"\nowner: team\nsource: tuner\nhypothesis: It gets faster.\nexpected:\n  cart:\n    latency_p50: { change: -30%..-10%, confidence: 90% }\n");
            var port = Listen();
            Server = await RunningServer.Start(_folder["data"], _folder["plan"], new Dictionary<string, string> { ["UPSHOT_VERDICT_WEBHOOK"] = $"http://127.0.0.1:{port}/", ["UPSHOT_VERDICT_WEBHOOK_SECRET"] = Secret });
            await TwoReleases.Fill(Server);
        }

        internal Task<Ended> Ask(params string[] arguments) => UpshotProgram.Run([.. arguments, "--server", Server.Http.ToString()]);

        public async ValueTask DisposeAsync()
        {
            await Server.DisposeAsync();
            _listener.Close();
            _folder.Dispose();
        }

        private void Write(string path, string text)
        {
            var full = Path.Combine(_folder["plan"], path);
            Directory.CreateDirectory(Path.GetDirectoryName(full)!);
            File.WriteAllText(full, text);
        }

        private int Listen()
        {
            using var free = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
            free.Start();
            var port = ((IPEndPoint)free.LocalEndpoint).Port;
            free.Stop();
            _listener.Prefixes.Add($"http://127.0.0.1:{port}/");
            _listener.Start();
            _ = Task.Run(async () =>
            {
                while (_listener.IsListening)
                {
                    try
                    {
                        var context = await _listener.GetContextAsync();
                        using var body = new MemoryStream();
                        await context.Request.InputStream.CopyToAsync(body);
                        lock (_told)
                        {
                            _told.Add((body.ToArray(), context.Request.Headers["X-Upshot-Signature"] ?? ""));
                        }

                        context.Response.Close();
                    }
                    catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
                    {
                        return;
                    }
                }
            });
            return port;
        }
    }
}
