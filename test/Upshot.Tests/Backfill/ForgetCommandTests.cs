using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Upshot.Observe.Stores.DuckDb;
using Upshot.Tests.Running;

namespace Upshot.Tests.Backfill;

/// <summary>The real program forgets, also when it was killed while it did.</summary>
public sealed class ForgetCommandTests(PastTelemetry past) : IClassFixture<PastTelemetry>, IDisposable
{
    private const string Carol = "carol@example.org";
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task One_that_was_killed_midway_is_completed_by_the_next()
    {
        string[] command = ["forget", "--subject", $"enduser.id={Carol}", "--data", _folder["data"], "--plan", past.Plan, "--format", "json"];
        await Fill();
        using (var process = Process.Start(UpshotProgram.StartInfo(command, new Dictionary<string, string>()))!)
        {
            // Killed when the first file stands written anew beside those that are not.
            while (!process.HasExited && Directory.GetFiles(Path.Combine(_folder["data"], "parquet"), "spans-*-1.parquet").Length == 0)
            {
                await Task.Delay(1, TestContext.Current.CancellationToken);
            }

            process.Kill();
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        var ended = await UpshotProgram.Run(command);
        Assert.Equal((0, ""), (ended.Code, ended.Errors));
        Assert.Empty(JsonDocument.Parse(ended.Output).RootElement.GetProperty("left").EnumerateArray());
        Assert.DoesNotContain(Carol, ended.Output);
        Assert.DoesNotContain(Directory.GetFiles(_folder["data"], "*", SearchOption.AllDirectories), f => File.ReadAllBytes(f).AsSpan().IndexOf(Encoding.UTF8.GetBytes(Carol)) >= 0);
        await using var store = past.Open(_folder["data"], past.Plan);
        Assert.Equal("0|80", PastTelemetry.Query(store, $"SELECT count(*) FILTER (attributes LIKE '%{Carol}%' OR enduser_id = '{Carol}'), count(*) FROM spans"));
        Assert.Equal("160", PastTelemetry.Query(store, "SELECT sum(requests) FROM rollups"));
        Assert.Empty(store.Missing);
        Assert.Single(store.State.Audit(10), a => a.What == "forget");
    }

    [Fact]
    public async Task A_directory_in_use_is_not_touched()
    {
        await using var store = past.Open(_folder["data"], past.Plan);

        var ended = await UpshotProgram.Run("forget", "--subject", "user.id=4711", "--data", _folder["data"]);

        Assert.Equal(1, ended.Code);
        Assert.Contains("use", ended.Errors);
    }

    private async Task Fill()
    {
        await using TelemetryStore store = past.Open(_folder["data"], past.Plan);
        for (var file = 0; file < 4; file++)
        {
            var spans = Enumerable.Range(0, 40).Select(i => $"{file}{i:d30}a,{file}{i:d14}a,,shop,GET /cart,server,{1_700_000_000 + i},{i + 1}ms,{(i % 2 == 0 ? Carol : "dave")}").Select(l => l.Replace("ms,", ",", StringComparison.Ordinal));
            await File.WriteAllLinesAsync(_folder[$"{file}.csv"], spans.Prepend("trace_id,span_id,parent_id,service,name,kind,start_time,duration_ms,enduser.id"), TestContext.Current.CancellationToken);
            await past.Backfill(store, _folder[$"{file}.csv"]);
            await store.SealAsync();
        }
    }
}
