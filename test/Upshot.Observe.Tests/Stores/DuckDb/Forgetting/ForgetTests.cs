using System.Text;
using DuckDB.NET.Data;
using Microsoft.Extensions.Logging.Abstractions;
using Upshot.Observe.Otlp;
using Upshot.Observe.Stores;
using Upshot.Observe.Stores.DuckDb;
using Upshot.Observe.Stores.DuckDb.Backup;
using Upshot.Observe.Stores.DuckDb.Forgetting;
using Upshot.Plan;

namespace Upshot.Observe.Tests.Stores.DuckDb.Forgetting;

public sealed class ForgetTests
{
    private const string Alice = "alice.doe@example.org";
    private static readonly string s_hashed = Encoding.UTF8.GetString(new Upshot.Observe.Policy.Privacy.ValueHash(Encoding.UTF8.GetBytes("key")).Of(Encoding.UTF8.GetBytes(Alice)));

    [Fact]
    public async Task No_file_has_the_value_afterwards_and_what_was_counted_stays()
    {
        using var source = new StoreDirectory();
        await using var store = source.Open();
        await Fill(store);
        var counted = Counted(store);

        // With requests in a journal, as a process leaves them that was killed.
        using var directory = source.Crashed();
        PutAside(directory);
        Assert.NotEmpty(FilesWith(directory.Path, Alice));

        Assert.Equal((30L, 2L, 2L), (StoreDirectory.Count(store), StoreDirectory.Count(store, "logs"), StoreDirectory.Count(store, "metric_points")));
        var report = await Forget(directory);
        Assert.Equal((12L, 11L), (report.RowsRemoved, report.RowsChanged));

        Assert.Empty(report.Left);
        Assert.Empty(FilesWith(directory.Path, Alice));
        Assert.Empty(FilesWith(directory.Path, s_hashed));
        Assert.Contains(report.Deleted, f => f.EndsWith("note.txt", StringComparison.Ordinal));
        Assert.Contains(report.Deleted, f => f.EndsWith(".parquet", StringComparison.Ordinal));
        Assert.DoesNotContain(report.Deleted, f => f.EndsWith("other.txt", StringComparison.Ordinal));
        await using var after = directory.Open();
        Assert.Equal(counted.Replace(Alice, "[forgotten]", StringComparison.Ordinal), Counted(after));

        // Of 30 spans ten are hers, and one of two log records; of the metric's two points one.
        Assert.Equal((20L, 1L, 1L), (StoreDirectory.Count(after), StoreDirectory.Count(after, "logs"), StoreDirectory.Count(after, "metric_points")));
        Assert.Equal((10L, 1L), (Convert.ToInt64(StoreDirectory.Single(after, "SELECT count(*) FROM spans WHERE url_full LIKE '%[forgotten]%'")), Convert.ToInt64(StoreDirectory.Single(after, "SELECT count(*) FROM logs WHERE body = 'mail to [forgotten], sent'"))));
        Assert.Empty(after.Missing);
        var receipt = Assert.Single(after.State.Audit(10), a => a.What == "forget");
        Assert.StartsWith("user.id, SHA-256", receipt.Subject);
        Assert.Contains(after.State.Releases(), r => r.Commit == "by [forgotten]");
    }

    [Fact]
    public async Task A_second_time_finds_nothing_and_the_catalog_can_be_made_again()
    {
        using var directory = new StoreDirectory();
        await using (var store = directory.Open())
        {
            await Fill(store);
        }

        await Forget(directory);
        var again = await Forget(directory);
        Assert.Equal((0, 0L, 0L, 0L, 0L), (again.FilesRewritten, again.RowsRemoved, again.RowsChanged, again.CountsChanged, again.StateChanged));
        Assert.Empty(again.Left);

        File.Delete(Path.Combine(directory.Path, "upshot.duckdb"));
        await using var repaired = directory.Open();
        Assert.Equal((30L, 20L), (Convert.ToInt64(StoreDirectory.Single(repaired, "SELECT sum(requests) FROM rollups")), StoreDirectory.Count(repaired)));
        Assert.Empty(repaired.Missing);
    }

    [Fact]
    public async Task Another_whose_value_begins_alike_is_not_touched()
    {
        using var directory = new StoreDirectory();
        await using (var store = directory.Open())
        {
            await StoreDirectory.Accept(store, Request("user-421", "/a", "https://shop.example/user-421"));
            await StoreDirectory.Accept(store, Request("user-42", "/a", "https://shop.example/user-42/orders"));
        }

        var report = await StoreForget.RunAsync(new StoreOptions { Directory = directory.Path }, new ProductPlan(), "user.id=user-42", [], "test", TimeProvider.System, NullLogger.Instance, TestContext.Current.CancellationToken);

        Assert.Equal((10L, 0L), (report.RowsRemoved, report.RowsChanged));
        await using var after = directory.Open();
        Assert.Equal(10L, Convert.ToInt64(StoreDirectory.Single(after, "SELECT count(*) FROM spans WHERE url_full LIKE '%user-421'")));
    }

    [Fact]
    public async Task A_value_of_one_digit_takes_rows_and_no_texts()
    {
        using var directory = new StoreDirectory();
        await using (var store = directory.Open())
        {
            await StoreDirectory.Accept(store, Request("7", "/a/7", "https://shop.example/7"));
            await StoreDirectory.Accept(store, Request("8", "/a/7", "https://shop.example/7"));
        }

        var report = await StoreForget.RunAsync(new StoreOptions { Directory = directory.Path }, new ProductPlan(), "user.id=7", [], "test", TimeProvider.System, NullLogger.Instance, TestContext.Current.CancellationToken);

        Assert.Equal((10L, 0L), (report.RowsRemoved, report.RowsChanged));
    }

    [Fact]
    public async Task A_backup_that_is_named_becomes_one_of_what_is_left()
    {
        using var directory = new StoreDirectory();
        using var backup = new StoreDirectory();
        await using (var store = directory.Open())
        {
            await Fill(store);
            await store.SealAsync();
            using var taken = await store.TakeBackupAsync(TestContext.Current.CancellationToken);
            var have = BackupFolder.Prepare(backup.Path);
            using var tar = new MemoryStream();
            await taken.WriteAsync(tar, have, TestContext.Current.CancellationToken);
            tar.Position = 0;
            await BackupFolder.ReceiveAsync(backup.Path, tar, TestContext.Current.CancellationToken);
        }

        Assert.NotEmpty(FilesWith(backup.Path, Alice));

        var report = await Forget(directory, backup.Path);

        Assert.Empty(report.Left);
        Assert.Empty(FilesWith(backup.Path, Alice));
        await using var restored = backup.Open();
        Assert.Equal(20L, StoreDirectory.Count(restored));
    }

    [Theory]
    [InlineData("")]
    [InlineData("user.id")]
    [InlineData("user.id=")]
    [InlineData("=alice")]
    [InlineData("user'id=alice")]
    public async Task What_is_no_subject_is_refused(string subject)
    {
        using var directory = new StoreDirectory();
        await directory.Open().DisposeAsync();

        var refused = await Assert.ThrowsAsync<StoreException>(() => StoreForget.RunAsync(new StoreOptions { Directory = directory.Path }, new ProductPlan(), subject, [], "test", TimeProvider.System, NullLogger.Instance, TestContext.Current.CancellationToken));

        Assert.Contains("ATTRIBUTE=VALUE", refused.Message);
    }

    [Fact]
    public async Task A_value_with_quotes_and_other_signs_is_found_as_it_is_stored()
    {
        const string Odd = "o'neil \"x\" (50%) \\ é";
        using var directory = new StoreDirectory();
        await using (var store = directory.Open())
        {
            await StoreDirectory.Accept(store, Request(Odd, "/a", "https://shop.example/"));
            await StoreDirectory.Accept(store, Otlp.Request(Otlp.Log(body: $"seen {Odd}!")).Bytes, TelemetrySignal.Logs);
        }

        var report = await StoreForget.RunAsync(new StoreOptions { Directory = directory.Path }, new ProductPlan(), $"user.id={Odd}", [], "test", TimeProvider.System, NullLogger.Instance, TestContext.Current.CancellationToken);

        Assert.Equal((10L, 1L), (report.RowsRemoved, report.RowsChanged));
        Assert.Empty(FilesWith(directory.Path, "neil"));
    }

    private static Task<ForgetReport> Forget(StoreDirectory directory, params string[] backups) => StoreForget.RunAsync(
        new StoreOptions { Directory = directory.Path, HashKey = Encoding.UTF8.GetBytes("key") }, new ProductPlan(), $"user.id={Alice}", backups, "test", TimeProvider.System, NullLogger.Instance, TestContext.Current.CancellationToken);

    private static async Task Fill(TelemetryStore store)
    {
        await StoreDirectory.Accept(store, Request(Alice, "/cart", "https://shop.example/cart"));
        await StoreDirectory.Accept(store, Request("bob", $"/users/{Alice}", $"https://shop.example/?mail={Uri.EscapeDataString(Alice)}&and={s_hashed}"));
        await store.SealAsync();
        await StoreDirectory.Accept(store, Otlp.Request(Otlp.Resource(), Otlp.Scope(), Otlp.Log(body: $"mail to {Alice}, sent"), Otlp.Log(body: "hello").Attribute(6, "user.id", s_hashed)).Bytes, TelemetrySignal.Logs);
        await StoreDirectory.Accept(store, Otlp.Request(Otlp.Gauge("mails", Otlp.Point().Attribute(7, "user.id", Alice).Fixed64(6, 3), Otlp.Point().Attribute(7, "user.id", "bob").Fixed64(6, 3))).Bytes, TelemetrySignal.Metrics);
        store.State.Announce(new("1.0", $"by {Alice}", "", DateTimeOffset.UnixEpoch, ""));

        // Not sealed: in a journal, when the process ends without a word.
        await StoreDirectory.Accept(store, Request("carol", "/cart", "https://shop.example/cart"));
    }

    private static byte[] Request(string user, string route, string url) =>
        Spans.Request(user.Sum(c => c), 10, span: r => Spans.One(r, Otlp.Noon + (ulong)r.NextInt64(60_000_000_000), 1_000_000, route).Attribute(9, "user.id", user).Attribute(9, "url.full", url)).Bytes;

    private static void PutAside(StoreDirectory directory)
    {
        var folder = Path.Combine(directory.Path, "lost+found");
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "note.txt"), new string('x', (1 << 20) - 5) + Alice);
        File.WriteAllText(Path.Combine(folder, "other.txt"), "nobody");
        using var connection = new DuckDBConnection("Data Source=:memory:");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = $"COPY (SELECT repeat('a', 1000) AS a, '{Alice}' AS user_id) TO '{Path.Combine(folder, "odd.parquet")}' (FORMAT parquet, COMPRESSION zstd)";
        command.ExecuteNonQuery();
    }

    private static string Counted(TelemetryStore store) => string.Join('\n', store.Queries.Sql("SELECT minute, route, sum(requests), sum(sum_ns) FROM rollups GROUP BY ALL ORDER BY ALL", new()).Rows.Select(r => string.Join('|', r)));

    /// <summary>As <c>grep</c> finds it, and in the rows of Parquet files, which are compressed.</summary>
    private static List<string> FilesWith(string directory, string text)
    {
        using var connection = new DuckDBConnection("Data Source=:memory:");
        connection.Open();
        return [.. Directory.GetFiles(directory, "*", SearchOption.AllDirectories).Where(f => File.ReadAllBytes(f).AsSpan().IndexOf(Encoding.UTF8.GetBytes(text)) >= 0 || (f.EndsWith(".parquet", StringComparison.Ordinal) && Rows(f).Contains(text, StringComparison.Ordinal)))];

        string Rows(string file)
        {
            using var command = connection.CreateCommand();
            command.CommandText = $"SELECT coalesce(string_agg(r::VARCHAR, ' '), '') FROM read_parquet('{file}') r";
            return (string)command.ExecuteScalar()!;
        }
    }
}
