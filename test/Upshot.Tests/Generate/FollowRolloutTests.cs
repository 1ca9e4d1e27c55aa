using System.Diagnostics;
using System.Net.Http.Json;
using Upshot.Tests.Running;

namespace Upshot.Tests.Generate;

/// <summary>A signal that the plan has switched off is switched on at run time by the server, and off again by none.</summary>
public sealed class FollowRolloutTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task TypeScript_follows_the_server_and_goes_on_without_it()
    {
        using var project = await TypeScriptTests.Project(TeaHouse.Plan, "follow.ts");
        var compiled = await TypeScriptTests.Compile(project);
        Assert.True(compiled.Code == 0, compiled.Output + compiled.Errors);

        await Follow(project, "node", "out/follow.js", []);
    }

    [Fact]
    public async Task Python_follows_the_server_and_goes_on_without_it()
    {
        Tools.NeedPython();
        using var folder = await PythonTests.Module(TeaHouse.Plan, "follow.py");

        await Follow(folder, "python3", "follow.py", Tools.PythonEnvironment());
    }

    private static async Task Follow(TemporaryFolder folder, string program, string script, Dictionary<string, string> environment)
    {
        await using var server = await RunningServer.Start(folder["data"], TeaHouse.Plan);
        environment["UPSHOT_SERVER"] = server.Http.ToString();
        using var process = Process.Start(UpshotProgram.StartInfo(program, [script], environment, folder.Path))!;
        try
        {
            Assert.Equal("off", await Said());
            await Set("on");
            Assert.Equal("on", await Said());
            await Set("plan");
            Assert.Equal("off", await Said());
            await server.DisposeAsync();
            await Task.Delay(500, TestContext.Current.CancellationToken);
            Assert.False(process.HasExited);
            process.StandardInput.Close();
            await process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(s_patience, TestContext.Current.CancellationToken);
            Assert.Equal((0, ""), (process.ExitCode, await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken)));
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }

        async Task<string?> Said() => await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(s_patience);

        async Task Set(string stage)
        {
            using var client = new HttpClient();
            using var answer = await client.PostAsJsonAsync(new Uri(server.Http, "/api/v1/rollout"), new { signal = "span.tea.hidden", stage }, TestContext.Current.CancellationToken);
            Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        }
    }
}
