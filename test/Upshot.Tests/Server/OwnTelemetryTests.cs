using System.Net;
using Upshot.Server;
using Upshot.Tests.Running;

namespace Upshot.Tests.Server;

/// <summary>We are our own first user: the server is held against its own plan.</summary>
public sealed class OwnTelemetryTests
{
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "upshot");

    [Fact]
    public async Task The_servers_own_telemetry_is_what_its_own_plan_declares_and_each_planted_defect_would_be_found()
    {
        var ended = await Verify(Repository.PathTo("plan"), "--mutate");

        Assert.True(ended.Code == 0, ended.Output + ended.Errors);
        Assert.Contains("Verified: ", ended.Output);
        Assert.Matches(@"[, ](\d+) of \1 signals", ended.Output);
        Assert.Matches(@"Mutants: (\d{3,}) of \1 killed", ended.Output);
        Assert.Contains("stale plan 1/1", ended.Output);
    }

    [Fact]
    public async Task A_plan_that_declares_something_else_is_not_verified()
    {
        using var folder = new TemporaryFolder();
        CopyPlan(folder["plan"]);
        var signals = folder["plan/signals/server.yaml"];
        await File.WriteAllTextAsync(signals, (await File.ReadAllTextAsync(signals, TestContext.Current.CancellationToken)).Replace("upshot.seal", "upshot.pack"), TestContext.Current.CancellationToken);

        var ended = await Verify(folder["plan"]);

        Assert.Equal(2, ended.Code);
        Assert.Contains("upshot.pack", ended.Output);
        Assert.Contains("upshot.seal", ended.Output);
    }

    [Theory]
    [InlineData("http://localhost:4317", true)]
    [InlineData("http://127.0.0.1:4318", true)]
    [InlineData("http://127.0.0.1:4318/v1/traces", true)]
    [InlineData("http://[::1]:4317", true)]
    [InlineData("http://0.0.0.0:4317", true)]
    [InlineData("http://127.0.0.1:4319", false)]
    [InlineData("http://collector.example:4317", false)]
    [InlineData("http://10.0.0.7:4317", false)]
    [InlineData("nonsense", false)]
    public void Telemetry_that_would_go_into_the_server_itself_is_told_apart(string endpoint, bool isOwn)
    {
        var options = new ServerOptions
        {
            Data = "",
            Http = new(IPAddress.Loopback, 4600),
            OtlpGrpc = new(IPAddress.Loopback, 4317),
            OtlpHttp = new(IPAddress.Loopback, 4318),
        };

        Assert.Equal(isOwn, OwnTelemetry.IsOwn(endpoint, options));
    }

    private static Task<Ended> Verify(string plan, params string[] options)
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("The script that visits the server is for a POSIX shell.");
        }

        return UpshotProgram.Run(["verify", "--plan", plan, .. options, "--", "sh", Repository.PathTo("test/own-server/run.sh"), Program]);
    }

    private static void CopyPlan(string folder)
    {
        var plan = Repository.PathTo("plan");
        foreach (var file in Directory.EnumerateFiles(plan, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(folder, Path.GetRelativePath(plan, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }
}
