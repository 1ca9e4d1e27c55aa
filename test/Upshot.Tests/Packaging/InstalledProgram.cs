using System.Diagnostics;
using System.Net;
using Upshot.Tests.Running;

namespace Upshot.Tests.Packaging;

/// <summary>What every installed <c>upshot</c> does, whatever package it came in.</summary>
internal sealed record InstalledProgram(string File, string Folder, IReadOnlyDictionary<string, string> Environment)
{
    public async Task<Ended> Run(params string[] arguments)
    {
        var ended = await UpshotProgram.Run(UpshotProgram.StartInfo(File, arguments, Environment, Folder));
        Assert.True(ended.Code == 0, $"upshot {string.Join(' ', arguments)}: {ended.Output}{ended.Errors}");
        return ended;
    }

    public async Task KnowsItsVersionAndChecksAPlan()
    {
        Assert.StartsWith("0.1.0", (await Run("--version")).Output);
        await Run("check", Repository.PathTo("sample/Shop/plan"));
    }

    public async Task Serves()
    {
        await using var server = await ServerProcess.StartProgram(File, Path.Combine(Folder, "data"), Repository.PathTo("sample/Shop/plan"), Environment);
        Assert.Equal(HttpStatusCode.OK, (await server.Get("/readyz")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await server.Get("/")).StatusCode);
        await TwoReleases.Fill(server);
        Assert.Equal("1440", (await server.Query("SELECT count(*)::VARCHAR FROM spans"))[0][0].GetString());
        Assert.Equal(0, await server.Terminate());
    }

    /// <summary>It says so once the services of its first release run; the whole of it is tested elsewhere.</summary>
    public async Task StartsTheDemo()
    {
        using var demo = Process.Start(UpshotProgram.StartInfo(File, ["demo", "--storefronts", "1", "--instances", "1"], Environment, Folder))!;
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        using var stop = patience.Token.Register(() => demo.Kill(entireProcessTree: true));
        var errors = demo.StandardError.ReadToEndAsync(CancellationToken.None);
        var said = "";
        while (!said.Contains("1.0", StringComparison.Ordinal) && await demo.StandardOutput.ReadLineAsync(CancellationToken.None) is { } line)
        {
            said += line + "\n";
        }

        using var kill = Process.Start("kill", ["-TERM", $"{demo.Id}"]);
        await demo.StandardOutput.ReadToEndAsync(CancellationToken.None);
        await demo.WaitForExitAsync(CancellationToken.None);
        Assert.True(said.Contains("1.0", StringComparison.Ordinal), said + await errors);
        Assert.Equal("Stopped; nothing is left running.", (await errors).Trim());
    }
}
