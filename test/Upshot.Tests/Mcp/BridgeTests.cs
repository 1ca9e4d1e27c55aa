using System.Text.Json;
using Upshot.Tests.Generate;
using Upshot.Tests.Pages;
using Upshot.Tests.Running;

namespace Upshot.Tests.Mcp;

/// <summary><c>upshot mcp</c> as an editor starts it, and the official client of Node.js.</summary>
public sealed class BridgeTests(SmallShopServer shop) : IClassFixture<SmallShopServer>
{
    private const string Questions = """[{"name":"status","arguments":{}},{"name":"verdict","arguments":{"release":"1.1"}},{"name":"ask","arguments":{"question":"weather"}}]""";
    private static readonly string s_dll = Path.Combine(AppContext.BaseDirectory, "upshot.dll");

    [Fact]
    public async Task Standard_output_carries_the_protocol_alone_and_a_server_that_is_not_there_is_said_in_the_answer()
    {
        var start = UpshotProgram.StartInfo(["mcp", "--server", "http://127.0.0.1:9"], new Dictionary<string, string>());
        using var process = System.Diagnostics.Process.Start(start)!;
        foreach (var line in new[]
        {
            """{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"test","version":"1"}}}""",
            """{"jsonrpc":"2.0","method":"notifications/initialized"}""",
            """{"jsonrpc":"2.0","id":2,"method":"tools/list"}""",
            """{"jsonrpc":"2.0","id":3,"method":"tools/call","params":{"name":"status","arguments":{}}}""",
        })
        {
            await process.StandardInput.WriteLineAsync(line);
        }

        await process.StandardInput.FlushAsync(TestContext.Current.CancellationToken);
        var answers = new List<JsonElement>();
        for (var i = 0; i < 3; i++)
        {
            var line = await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
            answers.Add(JsonDocument.Parse(line!).RootElement);
        }

        process.StandardInput.Close();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        Assert.Equal("", await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken));
        Assert.Equal(0, process.ExitCode);
        Assert.Equal([1, 2, 3], answers.Select(a => a.GetProperty("id").GetInt32()).Order());
        var asked = answers.Single(a => a.GetProperty("id").GetInt32() == 3).GetProperty("result");
        Assert.True(asked.GetProperty("isError").GetBoolean());
        Assert.Contains("http://127.0.0.1:9/ does not answer", asked.GetProperty("content")[0].GetProperty("text").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("stdio")]
    [InlineData("http")]
    public async Task The_official_client_of_node_asks_and_is_answered(string kind)
    {
        Assert.SkipUnless(Tools.IsInstalled("node"), "Node.js is not installed; ./test.sh installs it.");
        var folder = Repository.PathTo("test/mcp-node");
        Assert.SkipUnless(Directory.Exists(Path.Combine(folder, "node_modules")), "The npm packages of test/mcp-node are not installed; ./test.sh installs them, or npm ci there.");
        string[] target = kind == "http" ? [new Uri(shop.Server.Address, "/mcp").ToString()] : ["dotnet", s_dll, "mcp", "--server", shop.Server.Address.ToString()];
        var ended = await UpshotProgram.Run(UpshotProgram.StartInfo("node", ["ask.js", kind, .. target], new Dictionary<string, string> { ["QUESTIONS"] = Questions }, folder));
        Assert.True(ended.Code == 0, ended.Output + ended.Errors);
        var said = JsonDocument.Parse(ended.Output).RootElement;
        Assert.Equal("upshot", said.GetProperty("server").GetProperty("name").GetString());
        Assert.Equal(12, said.GetProperty("tools").GetArrayLength());
        Assert.All(said.GetProperty("tools").EnumerateArray(), t => Assert.True(t.GetProperty("readOnly").GetBoolean()));
        var answers = said.GetProperty("answers");
        Assert.Contains("product-page-fast [exhausted", answers[0].GetProperty("text").GetString(), StringComparison.Ordinal);
        Assert.StartsWith("1.1 against 1.0: regressed", answers[1].GetProperty("text").GetString(), StringComparison.Ordinal);
        Assert.True(answers[2].GetProperty("isError").GetBoolean());
    }
}
