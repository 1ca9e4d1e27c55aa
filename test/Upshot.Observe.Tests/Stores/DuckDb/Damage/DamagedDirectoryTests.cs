using System.Globalization;
using Upshot.Evidence;
using Upshot.Observe.Otlp;
using Upshot.Observe.Stores;
using Upshot.Observe.Stores.DuckDb;
using Upshot.Plan;

namespace Upshot.Observe.Tests.Stores.DuckDb.Damage;

/// <summary>
/// One fault at a time in each file of a data directory that a kill has left, from a flipped bit to a file of another directory: the start is always possible, nothing is
/// silently lost, no answer is silently wrong. A failing case is run alone with UPSHOT_DAMAGE_FIRST=number; bench/damage.sh runs many.
/// </summary>
public class DamagedDirectoryTests(ITestOutputHelper output)
{
    private static readonly SourceLocation s_place = new("upshot.yaml", 1, 1);
    private static readonly TimeRange s_range = new(DateTimeOffset.UnixEpoch, DateTimeOffset.FromUnixTimeSeconds(4_000_000_000));

    private static readonly ProductPlan s_plan = new()
    {
        Retention = new() { Spans = TimeSpan.FromDays(100_000), Logs = TimeSpan.FromDays(100_000), Metrics = TimeSpan.FromDays(100_000), Rollups = TimeSpan.FromDays(100_000) },
        Operations = [new("checkout", s_place) { Entry = new() { Route = "/checkout" } }],
        Objectives = [new("works", s_place) { Operation = "checkout", Target = 0.99 }],
    };

    [Fact]
    public async Task One_fault_in_any_file_stops_no_start_and_makes_no_answer_silently_wrong()
    {
        var first = Setting("UPSHOT_DAMAGE_FIRST", 0);
        var cases = Setting("UPSHOT_DAMAGE_CASES", Environment.GetEnvironmentVariable("UPSHOT_DAMAGE_FIRST") is null ? 12 : 1);
        using var built = new StoreDirectory();
        using var elsewhere = new StoreDirectory();
        var (template, older) = await Build(built, 0);
        var (other, otherOlder) = await Build(elsewhere, 1000);
        var sources = new DamageSources(older.Path, other.Path);
        var files = Directory.GetFiles(template.Path, "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(template.Path, f)).Append("lock").Order(StringComparer.Ordinal).ToList();
        using var folders = new Folders(template, older, other, otherOlder);
        using var whole = template.Crashed();
        StoreAnswers truth;
        await using (var store = Open(whole))
        {
            truth = StoreAnswers.Of(store, s_range);
        }

        Assert.Empty(truth.Missing);
        Assert.All(truth.Values, value => Assert.True(value.Value > 0, value.Key));
        var failures = new List<string>();
        for (var number = first; number < first + cases; number++)
        {
            var fault = Fault.Of(number, files);
            var wrong = await Suffer(template, sources, fault, truth);
            failures.AddRange(wrong.Select(failure => $"case {number}, {fault}: {failure}"));
            output.WriteLine($"case {number}, {fault}: {(wrong.Count == 0 ? "as it should be" : string.Join("; ", wrong))}");
        }

        output.WriteLine($"{cases} faults in {files.Count} files");
        Assert.True(failures.Count == 0, string.Join(Environment.NewLine, failures.Take(50).Prepend($"{failures.Count} wrong:")));
    }

    private static async Task<IReadOnlyList<string>> Suffer(StoreDirectory template, DamageSources sources, Fault fault, StoreAnswers truth)
    {
        using var directory = template.Crashed();
        var wrong = new List<string>();
        await File.WriteAllBytesAsync(Path.Combine(directory.Path, "lock"), [], TestContext.Current.CancellationToken);
        if (!fault.WhileOpen)
        {
            fault.Do(directory.Path, sources);
        }

        try
        {
            await using (var store = Open(directory))
            {
                if (fault.WhileOpen)
                {
                    wrong.AddRange(StoreAnswers.Of(store, s_range).SilentlyWrong(truth).Select(w => $"before the fault, {w}"));
                    if (File.Exists(Path.Combine(directory.Path, fault.File)))
                    {
                        fault.Do(directory.Path, sources);
                    }
                }

                try
                {
                    wrong.AddRange(StoreAnswers.Of(store, s_range).SilentlyWrong(truth));
                }
                catch (StoreException) when (fault.WhileOpen && fault.File == "state.db")
                {
                    // No answer of releases and a sentence why, until the next start has restored the file.
                }
            }

            // Sealed, closed and opened again: what is lacking is still said.
            await using var again = Open(directory);
            wrong.AddRange(StoreAnswers.Of(again, s_range).SilentlyWrong(truth).Select(w => $"after a restart, {w}"));
        }
        catch (Exception e)
        {
            wrong.Add($"no start: {e.Message}");
        }

        return wrong;
    }

    private static TelemetryStore Open(StoreDirectory directory) => directory.Open(s_plan, with: o => o with { MaintenanceEvery = TimeSpan.FromDays(1) });

    /// <summary>Sealed files of each signal, merged ones, a journal, a catalog with its log of writes: as a kill leaves them; and as it was some seals before.</summary>
    private static async Task<(StoreDirectory Now, StoreDirectory Before)> Build(StoreDirectory directory, int first)
    {
        await using var store = Open(directory);
        StoreDirectory? before = null;
        store.State.Announce(new("1.0", "c0ffee", "production", DateTimeOffset.FromUnixTimeSeconds(1_795_392_000), "digest"));
        for (var seed = 1; seed <= 14; seed++)
        {
            await StoreDirectory.Accept(store, Spans.Request(first + seed, 40));
            if (seed is 12)
            {
                await store.SealAsync();
                store.Maintain();
            }

            if (seed > 12)
            {
                before ??= directory.Crashed();
                store.State.Announce(new($"1.{seed}", "c0ffee", "production", DateTimeOffset.FromUnixTimeSeconds(1_795_392_000 + seed), "digest"));
                await StoreDirectory.Accept(store, Otlp.Request([.. Enumerable.Range(0, 30).Select(i => Otlp.Log(Otlp.Noon + (ulong)i, $"order {seed} {i}"))]).Bytes, TelemetrySignal.Logs);
                await StoreDirectory.Accept(store, Otlp.Request([.. Enumerable.Range(0, 30).Select(i => Otlp.Gauge($"g{i}", Otlp.Point(Otlp.Noon + (ulong)i).Double(4, seed + (i / 7.0))))]).Bytes, TelemetrySignal.Metrics);
            }

            await store.SealAsync();
        }

        await StoreDirectory.Accept(store, Spans.Request(first + 100, 30));
        await StoreDirectory.Accept(store, Spans.Request(first + 101, 30));
        return (directory.Crashed(), before!);
    }

    private sealed class Folders(params StoreDirectory[] folders) : IDisposable
    {
        public void Dispose()
        {
            foreach (var folder in folders)
            {
                folder.Dispose();
            }
        }
    }

    private static int Setting(string name, int fallback) => int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var value) ? value : fallback;
}
